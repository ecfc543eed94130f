'use client';

import { cloneElement, useId, type ReactElement } from 'react';

export interface FieldProps {
  label: string;
  /** What to type, shown below the control. */
  hint?: string | undefined;
  /** What is wrong and how to mend it; read out when it appears. */
  error?: string | undefined;
  optional?: boolean;
  /** One control that takes `id`, `aria-describedby`, `aria-invalid`. */
  children: ReactElement<{
    id?: string;
    'aria-describedby'?: string | undefined;
    'aria-invalid'?: boolean | undefined;
  }>;
}

/** Label, control, hint and error text, joined for assistive technology. */
export function Field({ label, hint, error, optional = false, children }: FieldProps) {
  const made = useId();
  const id = children.props.id ?? made;
  const described =
    [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
      .join(' ')
      .trim() || undefined;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-text">
        {label}
        {optional ? <span className="font-normal text-secondary"> (optional)</span> : null}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-xs text-secondary">
          {hint}
        </p>
      )}
      <p id={`${id}-error`} role="alert" className="text-xs text-failed-text empty:hidden">
        {error}
      </p>
    </div>
  );
}
