'use client';

import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { LIMITS } from '@/lib/contracts/limits';
import { normaliseOrigin } from '@/lib/domain/sites/normalise-origin';

export interface OriginsEditorProps {
  origins: string[];
  onChange: (origins: string[]) => void;
  /** What the server said of the list. */
  error?: string | undefined;
}

/** Exact addresses, one by one; what is typed is turned into an origin or refused at once. */
export function OriginsEditor({ origins, onChange, error }: OriginsEditorProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const full = origins.length >= LIMITS.originsPerSite;

  const add = () => {
    if (text.trim() === '') return;
    const origin = normaliseOrigin(text);
    if (!origin) {
      setProblem('An address looks like https://www.example.com, without * or a path.');
      return;
    }
    setProblem(undefined);
    setText('');
    if (!origins.includes(origin)) onChange([...origins, origin]);
  };
  const shown = problem ?? error;

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Addresses that may show the chat
      </label>
      {origins.length === 0 ? (
        <p className="rounded-control bg-waiting-soft px-3 py-2 text-sm text-waiting-text">
          No address yet: the chat is shown nowhere.
        </p>
      ) : (
        <ul className="divide-y rounded-control border">
          {origins.map((origin) => (
            <li key={origin} className="flex items-center gap-2 ps-3 pe-1">
              <span className="min-w-0 flex-1 py-2 font-mono text-xs break-all">{origin}</span>
              <IconButton
                size="sm"
                label={`Remove ${origin}`}
                icon={<X size={14} />}
                onClick={() => onChange(origins.filter((other) => other !== origin))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        <Input
          id={id}
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://www.example.com"
          disabled={full}
          value={text}
          aria-invalid={shown === undefined ? undefined : true}
          aria-describedby={`${id}-hint ${id}-error`}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(undefined);
          }}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter adds the address; it does not send the form around it.
            event.preventDefault();
            add();
          }}
        />
        <Button
          icon={<Plus size={14} />}
          className="h-9"
          disabled={full || text.trim() === ''}
          onClick={add}
        >
          Add
        </Button>
      </div>
      <p id={`${id}-hint`} className="text-xs text-secondary">
        {full
          ? `A site can have ${LIMITS.originsPerSite} addresses.`
          : 'Scheme, host and port, exactly. Subdomains are addresses of their own.'}
      </p>
      <p id={`${id}-error`} role="alert" className="text-xs text-failed-text empty:hidden">
        {shown}
      </p>
    </div>
  );
}
