import type { ReactNode } from 'react';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** What it means and what to do next. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center px-6 py-10 text-center">
      {icon === undefined ? null : (
        <span className="mb-3 flex size-11 items-center justify-center rounded-full bg-fill text-secondary">
          {icon}
        </span>
      )}
      <p className="text-base font-medium text-text">{title}</p>
      {children === undefined ? null : (
        <p className="mt-1 max-w-72 text-sm text-balance text-secondary">{children}</p>
      )}
      {action === undefined ? null : <div className="mt-4">{action}</div>}
    </div>
  );
}
