import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: string;
  lead?: ReactNode;
  /** Buttons at the end of the line. */
  actions?: ReactNode;
}

export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold break-words">{title}</h1>
        {lead === undefined ? null : (
          <p className="mt-1 max-w-prose text-base text-secondary">{lead}</p>
        )}
      </div>
      {actions === undefined ? null : <div className="flex gap-2">{actions}</div>}
    </header>
  );
}
