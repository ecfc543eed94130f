'use client';

import { Plus, X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { LIMITS } from '@/lib/contracts/limits';
import { holidayProblem, withHoliday, type Holiday, type ScheduleDraft } from './draft';

const dateWords = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' });
const wordsOf = ({ date, name }: Holiday): string =>
  name === '' ? dateWords.format(Date.parse(date)) : name;

export interface HolidaysEditorProps {
  draft: ScheduleDraft;
  onChange: (draft: ScheduleDraft) => void;
  /** Of what is typed, when the form was sent. */
  problem: string | undefined;
}

export function HolidaysEditor({ draft, onChange, problem }: HolidaysEditorProps) {
  const id = useId();
  const dateField = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const { holidays, pending } = draft;
  const shown = refused ?? problem;

  const add = () => {
    const wrong = holidayProblem(draft);
    setRefused(wrong);
    if (wrong === null) onChange(withHoliday(draft));
    dateField.current?.focus();
  };
  const type = (change: Partial<Holiday>) => {
    setRefused(null);
    onChange({ ...draft, pending: { ...pending, ...change } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    // Enter adds the day; it does not send the form around it.
    event.preventDefault();
    add();
  };

  return (
    <div className="flex flex-col gap-3">
      {holidays.length === 0 ? null : (
        <ul
          aria-label="Days off"
          className="max-h-80 divide-y overflow-y-auto rounded-control border"
        >
          {holidays.map((holiday) => (
            <li key={holiday.date} className="flex items-center gap-3 py-0.5 ps-3 pe-1">
              <time
                dateTime={holiday.date}
                className="tabular w-24 shrink-0 text-sm whitespace-nowrap"
              >
                {dateWords.format(Date.parse(holiday.date))}
              </time>
              <span className="min-w-0 flex-1 text-sm break-words text-secondary">
                {holiday.name}
              </span>
              <IconButton
                label={`Remove ${wordsOf(holiday)}`}
                icon={<X size={14} />}
                onClick={() => {
                  onChange({ ...draft, holidays: holidays.filter((one) => one !== holiday) });
                  dateField.current?.focus();
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-end gap-2">
        <div className="flex w-40 flex-col gap-1.5">
          <label htmlFor={`${id}-date`} className="text-sm font-medium">
            Date
          </label>
          <Input
            ref={dateField}
            id={`${id}-date`}
            type="date"
            max="9999-12-31"
            value={pending.date}
            aria-invalid={shown === undefined ? undefined : true}
            aria-describedby={`${id}-error`}
            onChange={(event) => type({ date: event.target.value })}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className="flex min-w-40 flex-1 flex-col gap-1.5">
          <label htmlFor={`${id}-name`} className="text-sm font-medium">
            Name <span className="font-normal text-secondary">(optional)</span>
          </label>
          <Input
            id={`${id}-name`}
            maxLength={LIMITS.nameChars}
            placeholder="New Year"
            value={pending.name}
            onChange={(event) => type({ name: event.target.value })}
            onKeyDown={onKeyDown}
          />
        </div>
        <Button icon={<Plus size={14} />} className="h-9" onClick={add}>
          Add day
        </Button>
      </div>
      <p id={`${id}-error`} role="alert" className="-mt-1.5 text-xs text-failed-text empty:hidden">
        {shown}
      </p>
    </div>
  );
}
