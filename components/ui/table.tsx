import type { ComponentProps } from 'react';
import { cn } from './cn';

/** Scrolls sideways by itself on narrow screens. `label` names it. */
export function Table({ label, className, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    <div
      className="overflow-x-auto rounded-card border bg-surface"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table className={cn('w-full border-collapse text-sm', className)} {...rest} />
    </div>
  );
}

export function TableHead({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn('h-9 border-b px-4 text-start text-xs font-medium text-secondary', className)}
      {...rest}
    />
  );
}

export function TableRow({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('border-b transition-colors last:border-b-0 hover:bg-fill/60', className)}
      {...rest}
    />
  );
}

export function TableCell({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('h-12 px-4 align-middle', className)} {...rest} />;
}
