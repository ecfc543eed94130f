import Link from 'next/link';
import { cn } from '@/components/ui/cn';

export interface SiteTabsProps {
  siteId: string;
  current: 'general' | 'hours';
}

/** The pages of one site's settings. */
export function SiteTabs({ siteId, current }: SiteTabsProps) {
  const tabs = [
    { id: 'general', name: 'General', href: `/settings/sites/${siteId}` },
    { id: 'hours', name: 'Business hours', href: `/settings/sites/${siteId}/hours` },
  ] as const;
  return (
    <nav aria-label="Site" className="mb-6 flex gap-1 border-b">
      {tabs.map(({ id, name, href }) => (
        <Link
          key={id}
          href={href}
          aria-current={id === current ? 'page' : undefined}
          className={cn(
            '-mb-px inline-flex h-9 items-center border-b-2 px-3 text-sm font-medium transition-colors touch:h-11',
            id === current
              ? 'border-accent text-text'
              : 'border-transparent text-secondary hover:text-text',
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
