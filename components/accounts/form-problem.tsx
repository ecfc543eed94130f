import { CircleAlert } from 'lucide-react';

/** What went wrong with a form as a whole. Always in the tree, so that it is read out when it fills. */
export function FormProblem({ children }: { children: string | null }) {
  return (
    <div role="alert" className="empty:hidden">
      {children === null ? null : (
        <p className="flex items-start gap-2 rounded-control bg-failed-soft px-3 py-2 text-sm text-failed-text">
          <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden="true" />
          {children}
        </p>
      )}
    </div>
  );
}
