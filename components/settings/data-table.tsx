import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

export interface DataTableProps {
  /** For screen readers: what the rows are. */
  label: string;
  columns: { name: string; numeric?: boolean }[];
  children: ReactNode;
  className?: string;
}

/** A plain table; on a narrow screen it scrolls by itself, the page does not. */
export function DataTable({ label, columns, children, className }: DataTableProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={cn('relative overflow-x-auto rounded-control border', className)}
    >
      <table className="w-full border-collapse text-sm">
        <thead className="bg-fill text-xs text-secondary">
          <tr>
            {columns.map(({ name, numeric }) => (
              <th
                key={name}
                scope="col"
                className={cn('px-3 py-2 font-medium', numeric ? 'text-end' : 'text-start')}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">{children}</tbody>
      </table>
    </div>
  );
}

export const TextCell = ({ children, className }: { children: ReactNode; className?: string }) => (
  <td className={cn('px-3 py-2 align-top', className)}>{children}</td>
);

export const NumberCell = ({ children }: { children: ReactNode }) => (
  <td className="tabular px-3 py-2 text-end align-top whitespace-nowrap">{children}</td>
);
