import { cn } from '@/components/ui/cn';

const dots: Record<string, string> = {
  '--accent': 'bg-accent',
  '--spark': 'bg-spark',
  '--live': 'bg-live',
};

/** Which line is which, with its value where one is pointed at; `children` says where. */
export function Legend({
  lines,
  children,
}: {
  /** `value` null: none to show. */
  lines: readonly { name: string; color: string; value: string | null }[];
  children?: React.ReactNode;
}) {
  return (
    <p className="tabular mt-0.5 flex min-h-4 w-full gap-4 text-xs text-soft" aria-hidden="true">
      {lines.map(({ name, color, value }) => (
        <span key={name} className="inline-flex items-center gap-1.5">
          <span className={cn('h-0.5 w-3 rounded-full', dots[color])} />
          {name}
          {value === null ? null : <span className="font-medium text-text">{value}</span>}
        </span>
      ))}
      <span className="text-secondary">{children}</span>
    </p>
  );
}
