'use client';

import type { ReactNode } from 'react';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Says what will happen, in full. */
  children: ReactNode;
  /** Label of the button that does it. */
  action: string;
  onConfirm: () => Promise<void>;
}

/** For what cannot be undone. Stays open, with the reason, when it did not work. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  children,
  action,
  onConfirm,
}: ConfirmDialogProps) {
  const { busy, problem, run, clear } = useSubmit();
  const close = () => {
    if (busy) return;
    clear();
    onClose();
  };
  const confirm = async () => {
    if (await run(onConfirm)) onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title={title}
      footer={
        <>
          <Button onClick={close} disabled={busy}>
            Cancel
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-base text-soft">
        {children}
        <FormProblem>{problem}</FormProblem>
      </div>
    </Dialog>
  );
}
