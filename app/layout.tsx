import type { Metadata, Viewport } from 'next';
import { GeistSans } from 'geist/font/sans';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { THEME_COOKIE, themeSchemeOf } from '@/components/ui/theme';
import { Toaster } from '@/components/ui/toaster';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Switchboard', template: '%s · Switchboard' },
  description: 'Self-hosted, real-time customer support.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0e0f13' },
  ],
};

/** The theme comes from a cookie, so that the first paint is right without an inline script. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeSchemeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={GeistSans.variable}
    >
      <body>
        {children}
        <Toaster />
      </body>
    </html>
  );
}
