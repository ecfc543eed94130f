'use client';

import { CopyCheck, Plus, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { controlClass } from '@/components/ui/input';
import {
  copyToWeekdays,
  dayName,
  isOvernight,
  nextSpan,
  spanKey,
  SPANS_PER_DAY,
  type ScheduleDraft,
  type Span,
} from './draft';

export interface WeekEditorProps {
  draft: ScheduleDraft;
  onChange: (draft: ScheduleDraft) => void;
  /** By `spanKey`. */
  problems: Record<string, string>;
}

/** Seven rows, each with any number of spans. */
export function WeekEditor({ draft, onChange, problems }: WeekEditorProps) {
  const [said, setSaid] = useState('');
  const setSpans = (weekday: number, spans: Span[]) => {
    setSaid('');
    onChange({
      ...draft,
      days: draft.days.map((day) => (day.weekday === weekday ? { weekday, spans } : day)),
    });
  };
  return (
    <>
      <ul aria-label="Weekly hours" className="divide-y rounded-control border">
        {draft.days.map(({ weekday, spans }) => (
          <Day
            key={weekday}
            weekday={weekday}
            spans={spans}
            problems={problems}
            onChange={(next) => setSpans(weekday, next)}
            onCopy={() => {
              onChange(copyToWeekdays(draft, weekday));
              setSaid(`The hours of ${dayName(weekday)} now count for all weekdays.`);
            }}
          />
        ))}
      </ul>
      <p role="status" className="mt-2 text-xs text-secondary empty:hidden">
        {said}
      </p>
    </>
  );
}

interface DayProps {
  weekday: number;
  spans: Span[];
  problems: Record<string, string>;
  onChange: (spans: Span[]) => void;
  onCopy: () => void;
}

function Day({ weekday, spans, problems, onChange, onCopy }: DayProps) {
  const id = useId();
  const add = useRef<HTMLButtonElement>(null);
  const name = dayName(weekday);
  const full = spans.length >= SPANS_PER_DAY;
  return (
    <li
      aria-labelledby={id}
      className="grid grid-cols-[7rem_1fr_auto] items-start gap-x-2 gap-y-1 px-3 py-2"
    >
      <span
        id={id}
        className={cn(
          'flex h-8 items-center text-sm font-medium touch:h-11',
          spans.length === 0 && 'text-secondary',
        )}
      >
        {name}
      </span>
      <div
        className={cn(
          'min-w-0',
          // On phones the hours have a line of their own.
          spans.length > 0 && 'col-span-3 row-start-2 sm:col-span-1 sm:col-start-2 sm:row-start-1',
        )}
      >
        {spans.length === 0 ? (
          <p className="flex h-8 items-center text-sm text-secondary touch:h-11">Closed</p>
        ) : (
          <ul aria-label={`Hours on ${name}`} className="flex flex-col gap-1.5">
            {spans.map((span, index) => (
              <SpanRow
                // Spans have no identity of their own; every field is controlled.
                key={index}
                label={spans.length === 1 ? name : `${name} ${index + 1}`}
                span={span}
                problem={problems[spanKey(weekday, index)]}
                onChange={(next) => onChange(spans.with(index, next))}
                onRemove={() => {
                  onChange(spans.toSpliced(index, 1));
                  // The button that had the focus is gone.
                  add.current?.focus();
                }}
              />
            ))}
          </ul>
        )}
      </div>
      <div className="col-start-3 row-start-1 flex items-center gap-1">
        {spans.length === 0 ? null : (
          <IconButton
            label={`Copy ${name} to all weekdays`}
            icon={<CopyCheck size={15} />}
            onClick={onCopy}
          />
        )}
        <IconButton
          ref={add}
          label={full ? `${name} has ${SPANS_PER_DAY} spans, the most` : `Add hours on ${name}`}
          icon={<Plus size={16} />}
          aria-disabled={full || undefined}
          onClick={() => {
            if (!full) onChange([...spans, nextSpan(spans)]);
          }}
        />
      </div>
    </li>
  );
}

interface SpanRowProps {
  label: string;
  span: Span;
  problem: string | undefined;
  onChange: (span: Span) => void;
  onRemove: () => void;
}

function SpanRow({ label, span, problem, onChange, onRemove }: SpanRowProps) {
  const id = useId();
  const time = (what: 'from' | 'until') => (
    <input
      type="time"
      aria-label={`${label}, ${what}`}
      value={span[what]}
      aria-invalid={problem === undefined ? undefined : true}
      aria-describedby={`${id}-error ${id}-note`}
      onChange={(event) => onChange({ ...span, [what]: event.target.value })}
      className={cn(controlClass, 'tabular h-8 w-auto px-2 text-sm touch:h-11')}
    />
  );
  return (
    <li className="text-sm">
      <div className="flex flex-wrap items-center gap-1.5">
        {time('from')}
        <span aria-hidden="true" className="text-secondary">
          –
        </span>
        {time('until')}
        <IconButton label={`Remove ${label}`} icon={<X size={14} />} onClick={onRemove} />
        <span id={`${id}-note`} className="text-xs text-secondary empty:hidden">
          {isOvernight(span) ? 'until the next day' : null}
        </span>
      </div>
      <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-failed-text empty:hidden">
        {problem}
      </p>
    </li>
  );
}
