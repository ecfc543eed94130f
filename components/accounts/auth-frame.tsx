import type { ReactNode } from 'react';
import { Mark } from '@/components/ui/mark';

export interface AuthFrameProps {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  children: ReactNode;
  /** Below the card. */
  footer?: ReactNode;
  wide?: boolean;
}

/** The calm page around sign-in, set-up and invites: mark, one card, nothing else. */
export function AuthFrame({ title, lead, children, footer, wide = false }: AuthFrameProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[10vh] pb-12 sm:pt-[14vh]">
      <div className={`flex w-full flex-col ${wide ? 'max-w-md' : 'max-w-sm'}`}>
        <div className="flex items-center gap-2 text-text">
          <Mark size={28} />
          <span className="text-lg font-semibold">Switchboard</span>
        </div>
        <h1 className="mt-6 text-xl font-semibold text-balance">{title}</h1>
        {lead === undefined ? null : <p className="mt-1 text-base text-secondary">{lead}</p>}
        <div className="mt-5 rounded-card border bg-surface p-5 sm:p-6">{children}</div>
        {footer === undefined ? null : <div className="mt-4 text-sm text-secondary">{footer}</div>}
      </div>
    </main>
  );
}
