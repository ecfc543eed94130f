'use client';

import { useState } from 'react';
import { controlClass } from '@/components/ui/input';
import { cn } from '@/components/ui/cn';
import { Switch } from '@/components/ui/switch';
import type { QuietHours } from '@/lib/contracts/notification-preferences';
import { fromDays, minuteOf, ownTimeZone, timeZones, toDays, type QuietDay } from './quiet-hours';

/** 4 January 1970 was a Sunday. */
const dayNames = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' });
const dayName = (weekday: number) => dayNames.format((weekday + 3) * 86_400_000);

export interface QuietHoursEditorProps {
  quietHours: QuietHours | null;
  onChange: (quietHours: QuietHours | null) => void;
}

export function QuietHoursEditor({ quietHours, onChange }: QuietHoursEditorProps) {
  // Remembered only for when there are no quiet hours: those that there are have theirs, whichever
  // device set it.
  const [lastZone, setLastZone] = useState(ownTimeZone);
  if (quietHours !== null && quietHours.timeZone !== lastZone) setLastZone(quietHours.timeZone);
  const zone = quietHours?.timeZone ?? lastZone;
  const days = toDays(quietHours);

  const change = (day: QuietDay) =>
    onChange(
      fromDays(
        days.map((one) => (one.weekday === day.weekday ? day : one)),
        zone,
        quietHours,
      ),
    );

  return (
    <>
      <ul className="flex flex-col">
        {days.map((day) => (
          <Day key={day.weekday} day={day} onChange={change} />
        ))}
      </ul>
      <label htmlFor="quiet-zone" className="mt-3 block text-xs text-secondary">
        Time zone
      </label>
      <select
        id="quiet-zone"
        value={zone}
        onChange={(event) => {
          const timeZone = event.currentTarget.value;
          if (quietHours === null) setLastZone(timeZone);
          else onChange({ ...quietHours, timeZone });
        }}
        className={cn(controlClass, 'mt-1 h-8 px-2 text-sm touch:h-11')}
      >
        {timeZones(zone).map((name) => (
          <option key={name} value={name}>
            {name.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </>
  );
}

function Day({ day, onChange }: { day: QuietDay; onChange: (day: QuietDay) => void }) {
  const name = dayName(day.weekday);
  const from = minuteOf(day.from) ?? 0;
  const until = minuteOf(day.until) ?? 0;
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 py-0.5 text-sm">
      <Switch
        label={`Quiet hours that begin on ${name}`}
        checked={day.on}
        onCheckedChange={(on) => onChange({ ...day, on })}
      />
      <span className={cn('w-24', !day.on && 'text-secondary')}>{name}</span>
      {day.on ? (
        <span className="flex items-center gap-1.5">
          <Time
            key={`from-${day.from}`}
            label={`${name}, from`}
            value={day.from}
            onChange={(time) => onChange({ ...day, from: time })}
          />
          <span className="text-secondary">–</span>
          <Time
            key={`until-${day.until}`}
            label={`${name}, until`}
            value={day.until}
            onChange={(time) => onChange({ ...day, until: time })}
          />
          {until <= from ? <span className="text-xs text-secondary">next day</span> : null}
        </span>
      ) : null}
    </li>
  );
}

/** Kept when it is left: a half-typed time is none. */
function Time(props: { label: string; value: string; onChange: (time: string) => void }) {
  return (
    <input
      type="time"
      aria-label={props.label}
      defaultValue={props.value}
      onBlur={(event) => {
        const time = event.currentTarget.value;
        if (minuteOf(time) === null) event.currentTarget.value = props.value;
        else if (time !== props.value) props.onChange(time);
      }}
      className={cn(controlClass, 'tabular h-8 w-auto px-1.5 text-sm touch:h-11')}
    />
  );
}
