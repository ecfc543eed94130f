import { describe, expect, it } from 'vitest';
import { en } from '../strings/en';
import { enLater } from '../strings/en-later';
import { phraseBook } from '../strings/phrase-book';
import { statusLine, type LineState } from './status-line';

const book = phraseBook({ ...en, ...enLater }, 'en', 'en');
const online = { status: 'online', attempts: 0, behind: false } as const;
const people = ['Ana', 'Bo', 'Cy', 'Di'].map((name) => ({ id: name, name }));
const line = (state: Partial<LineState>) =>
  statusLine({ phase: 'ready', connection: online, staff: [], ...state }, book);

describe('statusLine', () => {
  it('names who is there, and says so when nobody is', () => {
    expect(line({ staff: people.slice(0, 1) })).toEqual({ text: 'Ana is online', tone: 'live' });
    expect(line({ staff: people.slice(0, 2) }).text).toBe('Ana and Bo are online');
    expect(line({ staff: people }).text).toBe('Ana and 3 others are online');
    expect(line({})).toEqual({ text: en.nobodyOnline, tone: 'away' });
  });

  it('never claims that somebody is there while the line is down', () => {
    for (const status of ['offline', 'reconnecting', 'closed', 'outdated', 'connecting'] as const) {
      const { text, tone } = line({ connection: { ...online, status }, staff: people });
      expect(tone).not.toBe('live');
      expect(text).not.toContain('Ana');
    }
    expect(line({ connection: { ...online, behind: true }, staff: people }).tone).toBe('trouble');
    expect(line({ phase: 'unreachable', connection: null }).tone).toBe('trouble');
    expect(line({ phase: 'asleep', connection: null }).text).toBe('');
  });
});
