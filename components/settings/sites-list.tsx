import { ChevronRight, Globe } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { SiteView } from '@/lib/contracts/sites';

export function SitesList({ sites }: { sites: SiteView[] }) {
  if (sites.length === 0) {
    return (
      <div className="rounded-card border">
        <EmptyState
          icon={<Globe size={20} />}
          title="No site yet"
          action={
            <Link href="/settings/sites/new" className={buttonClass('primary')}>
              Add a site
            </Link>
          }
        >
          A site is a place where people can open the chat.
        </EmptyState>
      </div>
    );
  }
  return (
    <ul className="divide-y overflow-hidden rounded-card border">
      {sites.map((site) => (
        <li key={site.id}>
          <Link
            href={`/settings/sites/${site.id}`}
            className="flex items-center gap-3 px-4 py-3 -outline-offset-2 transition-colors hover:bg-fill"
          >
            <span
              aria-hidden="true"
              className="size-8 shrink-0 rounded-full border"
              style={{ background: site.theme.color }}
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-base font-medium">{site.name}</span>
              <span className="block truncate text-sm text-secondary">
                {site.allowedOrigins.length === 0
                  ? 'No address may show the chat yet'
                  : site.allowedOrigins.join(', ')}
              </span>
            </span>
            {site.identityEnforced ? <Badge tone="accent">Verified visitors only</Badge> : null}
            <ChevronRight
              size={16}
              className="shrink-0 text-secondary rtl:rotate-180"
              aria-hidden="true"
            />
          </Link>
        </li>
      ))}
    </ul>
  );
}
