import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zoneOffset } from './zone-offset';

const MINUTE_MS = 60_000;
const at = (iso: string) => Date.parse(iso);
const minutes = (zone: string, iso: string) => zoneOffset(zone)(at(iso)) / MINUTE_MS;

test('is that of the moment, to the second at which the clocks are changed', () => {
  expect(minutes('UTC', '2026-07-01T12:00:00.500Z')).toBe(0);
  expect(minutes('Asia/Kathmandu', '2026-07-01T12:00:00Z')).toBe(345);
  expect(minutes('Europe/Berlin', '2026-03-29T00:59:59.999Z')).toBe(60);
  expect(minutes('Europe/Berlin', '2026-03-29T01:00:00Z')).toBe(120);
  expect(minutes('America/New_York', '2026-11-01T05:59:59.999Z')).toBe(-240);
  expect(minutes('America/New_York', '2026-11-01T06:00:00Z')).toBe(-300);
});

test('leads to what the wall shows, also before 1970', () => {
  const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: at('1960-01-01'), max: at('2040-01-01') }),
      (timeZone, time) => {
        const format = new Intl.DateTimeFormat('sv-SE', {
          ...{ timeZone, dateStyle: 'short', timeStyle: 'medium' },
        });
        const shown = new Date(time + zoneOffset(timeZone)(time)).toISOString();
        expect(shown.slice(0, 19).replace('T', ' ')).toBe(format.format(time));
      },
    ),
  );
});
