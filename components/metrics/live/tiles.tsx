'use client';

import type { DurationStatistic, MetricsSnapshot } from '@/lib/contracts/metrics';
import { TIMES } from '@/lib/contracts/limits';
import {
  answersWords,
  countWords,
  durationWords,
  NOTHING,
  rateWords,
  shareWords,
  spreadWords,
} from '../figures';
import { useLive, useSecond } from './live-context';
import { Tile } from './tile';

const target = durationWords(TIMES.waitTargetMs).replace(' 00s', '');

/** The desk at this moment. */
export function NowTiles() {
  const now = useLive((state) => state.snapshot?.now ?? null);
  const team = useLive((state) => state.snapshot?.team ?? null);
  const perMinute = useLive((state) => state.snapshot?.hour?.messagesPerMinute ?? null);
  return (
    <>
      <Tile
        part="now"
        label="Open"
        value={now?.open ?? null}
        words={countWords}
        note="conversations"
      />
      <Tile
        part="now"
        label="Unassigned"
        value={now?.unassigned ?? null}
        words={countWords}
        note={unassignedNote(now)}
      />
      <Tile
        part="now"
        label="Waiting"
        value={now?.waiting ?? null}
        words={countWords}
        note="for an answer"
      />
      <LongestWait />
      <Tile
        part="now"
        label="SLA risk"
        value={now?.overTarget ?? null}
        words={countWords}
        tone={now && now.overTarget > 0 ? 'failed' : 'plain'}
        note={`waiting over ${target}`}
      />
      <Tile
        part="hour"
        label="Messages per minute"
        value={perMinute}
        words={rateWords}
        note="over 5 minutes"
      />
      <Tile
        part="now"
        label="Visitors online"
        value={now?.visitorsOnline ?? null}
        words={countWords}
        note="with the chat on their page"
      />
      <Tile
        part="team"
        label="Agents online"
        value={team?.online ?? null}
        words={countWords}
        tone={team && team.online > 0 ? 'live' : 'plain'}
        note={
          team ? `${countWords(team.away)} away · ${countWords(team.atCapacity)} at capacity` : ''
        }
      />
    </>
  );
}

function unassignedNote(now: MetricsSnapshot['now']): string {
  if (now === null) return '';
  if (now.unassigned === null) return 'no agent has part in it';
  return now.open > 0 ? `${shareWords(now.unassigned / now.open)} of open` : '';
}

function LongestWait() {
  const since = useLive((state) => state.snapshot?.now?.oldestWaitingAt ?? null);
  const second = useSecond();
  const ms = since === null ? null : Math.max(0, second - Date.parse(since));
  return (
    <Tile
      part="now"
      label="Longest wait"
      value={ms}
      words={durationWords}
      tone={ms === null ? 'plain' : ms > TIMES.waitTargetMs ? 'failed' : 'plain'}
      note={ms === null ? 'nobody waits' : `target ${target}`}
    />
  );
}

const rangeWords = {
  hour: 'last hour',
  today: 'today',
  day: 'last 24 hours',
  week: 'last 7 days',
} as const;

/** How it went in the range. */
export function PeriodTiles() {
  const period = useLive((state) => state.snapshot?.period ?? null);
  const range = useLive((state) => state.filter.range);
  const statistic = (label: string, value: DurationStatistic | undefined) => (
    <Tile
      part="period"
      label={label}
      value={value?.median ?? null}
      words={durationWords}
      note={value === undefined || value.n === 0 ? `none ${rangeWords[range]}` : spreadWords(value)}
    />
  );
  const { csat, reopen } = period ?? {};
  return (
    <>
      {statistic('First response', period?.firstResponse)}
      {statistic('Reply time', period?.reply)}
      {statistic('Resolution time', period?.resolution)}
      <Tile
        part="period"
        label="CSAT"
        value={csat?.share ?? null}
        words={shareWords}
        note={csat && csat.n > 0 ? answersWords(csat.n) : `none ${rangeWords[range]}`}
      />
      <Tile
        part="period"
        label="Reopen rate"
        value={reopen?.rate ?? null}
        words={shareWords}
        note={
          reopen && reopen.resolved > 0
            ? `${countWords(reopen.reopened)} of ${countWords(reopen.resolved)} resolved`
            : `none resolved ${rangeWords[range]}`
        }
      />
      <Occupancy />
    </>
  );
}

function Occupancy() {
  const team = useLive((state) => state.snapshot?.team ?? null);
  const share = team?.occupancy ?? null;
  return (
    <Tile
      part="team"
      label="Occupancy"
      value={share}
      words={shareWords}
      tone={share !== null && share >= 1 ? 'waiting' : 'plain'}
      note={
        team && share !== null
          ? `${countWords(team.active)} of ${countWords(team.capacity)} places`
          : NOTHING
      }
    />
  );
}
