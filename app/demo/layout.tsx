/** A sample customer's website, served in demo mode only, with the embed snippet as customers use it. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { findDemoSite } from '@/lib/server/sites/find-demo-site';
import { BasketCount, BasketProvider } from './basket';
import styles from './demo.module.css';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { absolute: 'Fjord & Fern', template: '%s · Fjord & Fern' },
  description: 'Things for being outside, made to be mended.',
};

export default async function DemoLayout({ children }: { children: ReactNode }) {
  const site = await findDemoSite();
  if (!site) notFound();
  return (
    <div className={styles.shop} data-theme="light">
      <aside className={styles.strip} aria-label="About this page">
        <span>Sample customer site. The chat in the corner is the real widget.</span>
        {/* Another program: a full load, in a tab of its own. */}
        <a href="/inbox" target="_blank" rel="noopener">
          Open the agent console
        </a>
      </aside>
      <BasketProvider>
        <header className={styles.header}>
          <Link href="/demo" className={styles.brand}>
            <svg viewBox="0 0 28 28" width="26" height="26" aria-hidden="true">
              <path
                d="M14 25V9M14 20c-5 0-8-2.500-8.500-7 5 0 8 2.500 8.500 7Zm0-5c.4-4.500 3-7 8-7-.2 4.500-3 7-8 7Zm0-5c-2.600-1.600-3.400-4-2-7 2.600 1.600 3.400 4 2 7Z"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.700"
                strokeLinejoin="round"
                strokeLinecap="round"
              />
            </svg>
            Fjord &amp; Fern
          </Link>
          <nav aria-label="Shop" className={styles.nav}>
            <Link href="/demo#things">Things</Link>
            <Link href="/demo#mending">Mending</Link>
          </nav>
          <BasketCount />
        </header>
        <main>{children}</main>
      </BasketProvider>
      <footer className={styles.footer}>
        <p>
          Fjord &amp; Fern is a made-up shop that shows how Switchboard sits on a customer&rsquo;s
          site.
        </p>
      </footer>
      <script src="/embed.js" data-site={site.key} async />
    </div>
  );
}
