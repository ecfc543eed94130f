import { useId, type ReactNode } from 'react';

export interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** A titled part of a settings page. */
export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-8 rounded-card border bg-surface p-4 sm:p-5">
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      {lead === undefined ? null : (
        <p className="mt-1 max-w-prose text-sm text-secondary">{lead}</p>
      )}
      <div className="mt-4">{children}</div>
    </section>
  );
}
