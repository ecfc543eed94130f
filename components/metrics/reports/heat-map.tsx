'use client';

import { useMemo, useState, type KeyboardEvent } from 'react';
import { cn } from '@/components/ui/cn';
import type { Arrivals } from '@/lib/contracts/reports';
import { countWords } from '../figures';
import { cellWords, hourWords, shadeOf, SHADES, weekdayNames } from './heat';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Light enough that the number on it can be read, in both schemes. */
const shades = [
  'bg-fill',
  'bg-accent/12',
  'bg-accent/24',
  'bg-accent/36',
  'bg-accent/48',
  'bg-accent/60',
];

interface Place {
  weekday: number;
  hour: number;
}
const STEPS: Record<string, Place> = {
  ArrowUp: { weekday: -1, hour: 0 },
  ArrowDown: { weekday: 1, hour: 0 },
  ArrowLeft: { weekday: 0, hour: -1 },
  ArrowRight: { weekday: 0, hour: 1 },
  Home: { weekday: 0, hour: -24 },
  End: { weekday: 0, hour: 24 },
};
const within = (value: number, most: number) => Math.max(0, Math.min(value, most));

/**
 * What came in, by weekday and hour. Every cell says its number; the colour only shows the pattern. One
 * stop for the tab key, arrows within.
 */
export function HeatMap({ arrivals, of }: { arrivals: Arrivals; of: 'started' | 'messages' }) {
  const counts = of === 'started' ? arrivals.started : arrivals.messagesIn;
  const noun = of === 'started' ? 'conversations started' : 'messages';
  const most = useMemo(() => Math.max(0, ...counts.flat()), [counts]);
  const [short, long] = useMemo(() => [weekdayNames('short'), weekdayNames('long')], []);
  const [home, setHome] = useState<Place>({ weekday: 0, hour: 9 });
  const [pointed, setPointed] = useState<Place | null>(null);
  const at = ({ weekday, hour }: Place) => counts[weekday]?.[hour] ?? 0;
  const words = (place: Place) =>
    `${long[place.weekday]}, ${hourWords(place.hour)}–${hourWords(place.hour + 1)}: ${countWords(at(place))} ${noun}`;

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    // Left is earlier only where lines begin at the left.
    const sign = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
    const next = {
      weekday: within(home.weekday + step.weekday, 6),
      hour: within(home.hour + sign * step.hour, 23),
    };
    setHome(next);
    event.currentTarget
      .querySelector<HTMLElement>(`[data-cell="${next.weekday} ${next.hour}"]`)
      ?.focus();
  };

  return (
    <>
      <div className="relative -mx-4 overflow-x-auto px-4 pb-1">
        <table
          role="grid"
          aria-label={`Arrivals by weekday and hour, ${noun}`}
          aria-readonly="true"
          className="tabular w-full min-w-3xl table-fixed border-separate border-spacing-0.5 text-xs"
          onKeyDown={onKeyDown}
          onPointerLeave={() => setPointed(null)}
        >
          <thead>
            <tr>
              <td className="sticky start-0 z-10 w-10 bg-surface" />
              {HOURS.map((hour) => (
                <th
                  key={hour}
                  scope="col"
                  aria-label={hourWords(hour)}
                  className="pb-1 text-center font-normal text-secondary"
                >
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {short.map((name, weekday) => (
              <tr key={name}>
                <th
                  scope="row"
                  aria-label={long[weekday]}
                  className="sticky start-0 z-10 bg-surface pe-2 text-start font-normal text-secondary"
                >
                  {name}
                </th>
                {HOURS.map((hour) => {
                  const place = { weekday, hour };
                  const count = at(place);
                  const isHome = home.weekday === weekday && home.hour === hour;
                  return (
                    <td
                      key={hour}
                      data-cell={`${weekday} ${hour}`}
                      aria-label={words(place)}
                      tabIndex={isHome ? 0 : -1}
                      className={cn(
                        'h-7 cursor-default rounded-sm text-center transition-colors hover:outline-2 hover:outline-border-control',
                        shades[shadeOf(count, most)],
                        count === 0 ? 'text-secondary' : 'text-text',
                      )}
                      onPointerEnter={() => setPointed(place)}
                      onFocus={() => {
                        setHome(place);
                        setPointed(place);
                      }}
                      onBlur={() => setPointed(null)}
                    >
                      {count === 0 ? <span aria-hidden="true">·</span> : cellWords(count)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mt-2 flex min-h-5 flex-wrap items-center justify-between gap-x-4 gap-y-1 text-xs text-secondary">
        <p className="tabular" data-pointed>
          {pointed === null ? 'Point at a cell, or move with the arrow keys.' : words(pointed)}
        </p>
        <p className="flex items-center gap-1" aria-hidden="true">
          0
          {Array.from({ length: SHADES + 1 }, (_, shade) => (
            <span key={shade} className={cn('size-3 rounded-sm', shades[shade])} />
          ))}
          <span className="tabular">{countWords(most)}</span>
        </p>
      </div>
    </>
  );
}
