'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';

export interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children' | 'icon'> {
  text: string;
  label?: string;
}

/** Without a secure context browsers have no clipboard: the old way still works there. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    // Beside the button: a modal dialog would take the focus away from anywhere else.
    (document.activeElement?.parentElement ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

export function CopyButton({ text, label = 'Copy', ...rest }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 2_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const words = { copied: 'Copied', failed: 'Select it and copy by hand' };
  return (
    <Button
      {...rest}
      icon={outcome === 'copied' ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => void copy(text).then((done) => setOutcome(done ? 'copied' : 'failed'))}
    >
      <span aria-live="polite">{outcome === null ? label : words[outcome]}</span>
    </Button>
  );
}
