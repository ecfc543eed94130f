'use client';

import { Minimize2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { createLiveMetrics } from '@/lib/client/metrics/create-live-metrics';
import type { LiveMetrics } from '@/lib/client/metrics/live-metrics';
import type { Named } from '../choose-one';
import { readAddress, writeAddress, type LiveAddress } from './address';
import { AgentsTable } from './agents-table';
import { FilterBar } from './filter-bar';
import { LiveBanner } from './live-banner';
import { CONVERSATIONS, LiveChart, MESSAGES } from './live-chart';
import { LiveContext } from './live-context';
import { LiveSkeleton } from './live-skeleton';
import { LongestWaiting } from './longest-waiting';
import { AsOf } from './tile';
import { NowTiles, PeriodTiles } from './tiles';

const filterOf = ({ siteId, memberId, range }: LiveAddress) => ({
  siteId,
  memberId,
  range,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

export interface LiveDashboardProps {
  memberId: string;
  sites: readonly Named[];
  members: readonly Named[];
}

/** The live page: owns its connection for as long as it is on screen. */
export function LiveDashboard({ memberId, sites, members }: LiveDashboardProps) {
  const [live, setLive] = useState<LiveMetrics | null>(null);
  const [address, setAddress] = useState<LiveAddress | null>(null);

  // In an effect, because the client and the address need a browser.
  useEffect(() => {
    const start = readAddress(location.search);
    const client = createLiveMetrics(memberId, filterOf(start));
    client.start();
    const own = location.pathname;
    const onBack = (event: PopStateEvent) => {
      if (location.pathname !== own) return;
      // Nothing here comes from the server: the router would ask it for the page all the same, and load
      // the whole document when the next press interrupts that.
      event.stopImmediatePropagation();
      const next = readAddress(location.search);
      setAddress(next);
      client.show(filterOf(next));
    };
    addEventListener('popstate', onBack, { capture: true });
    setLive(client);
    setAddress(start);
    return () => {
      removeEventListener('popstate', onBack, { capture: true });
      client.stop();
    };
  }, [memberId]);

  if (live === null || address === null) return <LiveSkeleton />;
  const change = (part: Partial<LiveAddress>) => {
    const next = { ...address, ...part };
    setAddress(next);
    history.pushState(null, '', location.pathname + writeAddress(next));
    live.show(filterOf(next));
  };
  return (
    <LiveContext value={live}>
      <Screen wall={address.wall} onLeave={() => change({ wall: false })}>
        <header className="mb-4 flex flex-wrap items-center justify-between gap-3 in-data-wall:mb-2">
          <h1 className="text-xl font-semibold tracking-tight">Live</h1>
          {address.wall ? (
            <div className="flex items-center gap-3">
              <AsOf part="now" onWall />
              <IconButton
                label="Leave wall mode"
                icon={<Minimize2 size={16} />}
                onClick={() => change({ wall: false })}
              />
            </div>
          ) : (
            <FilterBar address={address} sites={sites} members={members} onChange={change} />
          )}
        </header>
        <LiveBanner onReset={() => change({ siteId: null, memberId: null })} />
        {address.wall ? <WallPanels /> : <Panels />}
      </Screen>
    </LiveContext>
  );
}

/** Hairlines between tiles are the ground that shows through the gaps. */
const board = 'grid gap-px overflow-hidden rounded-card border bg-border';

function Panels() {
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h2 className="sr-only">Now</h2>
        <div className={cn(board, 'grid-cols-2 lg:grid-cols-4')}>
          <NowTiles />
        </div>
      </div>
      <div className={cn(board, 'lg:grid-cols-2')}>
        <Charts />
      </div>
      <div>
        <h2 className="sr-only">In the range</h2>
        <div className={cn(board, 'grid-cols-2 md:grid-cols-3 xl:grid-cols-6')}>
          <PeriodTiles />
        </div>
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <div className="overflow-hidden rounded-card border bg-surface lg:col-span-2">
          <AgentsTable />
        </div>
        <div className="overflow-hidden rounded-card border bg-surface">
          <LongestWaiting />
        </div>
      </div>
    </div>
  );
}

const Charts = () => (
  <>
    <LiveChart title="Messages per minute, last hour" lines={MESSAGES} />
    <LiveChart title="Conversations per minute, last hour" lines={CONVERSATIONS} />
  </>
);

/** Fills one screen as it is; what is too small for that is scrolled. */
function WallPanels() {
  const column = 'flex min-h-0 flex-col overflow-hidden rounded-card border bg-surface';
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div className={cn(board, 'shrink-0 grid-cols-2 md:grid-cols-4 lg:grid-cols-7')}>
        <NowTiles />
        <PeriodTiles />
      </div>
      <div className="grid min-h-0 flex-1 gap-3 lg:grid-cols-[4fr_6fr_3.5fr] lg:grid-rows-[minmax(0,1fr)]">
        <div className={cn(board, 'min-h-0 lg:grid-rows-2')}>
          <Charts />
        </div>
        <div className={column}>
          <AgentsTable />
        </div>
        <div className={column}>
          <LongestWaiting />
        </div>
      </div>
    </div>
  );
}

/** In wall mode it covers everything else, in larger type and dark. Escape leaves it. */
function Screen({
  wall,
  onLeave,
  children,
}: {
  wall: boolean;
  onLeave: () => void;
  children: React.ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  });
  useEffect(() => {
    if (!wall) return;
    // On the root, because the tokens are resolved there; what was chosen comes back afterwards.
    const root = document.documentElement;
    const chosen = root.dataset.theme;
    root.dataset.theme = 'dark';
    // What it covers is out of reach of the keyboard, too.
    root.dataset.wall = '';
    // Refused without a press (a bookmark on the wall's own machine): the page still fills the window.
    box.current?.requestFullscreen?.().catch(() => {});
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave.current();
    };
    const onFullscreen = () => {
      if (document.fullscreenElement === null) leave.current();
    };
    addEventListener('keydown', onKey);
    document.addEventListener('fullscreenchange', onFullscreen);
    return () => {
      removeEventListener('keydown', onKey);
      document.removeEventListener('fullscreenchange', onFullscreen);
      delete root.dataset.wall;
      if (chosen === undefined) delete root.dataset.theme;
      else root.dataset.theme = chosen;
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [wall]);
  return (
    <div
      ref={box}
      className={
        wall
          ? 'wall fixed inset-0 z-40 flex flex-col overflow-y-auto bg-canvas px-5 py-3 text-text'
          : 'mx-auto w-full max-w-7xl'
      }
    >
      {children}
    </div>
  );
}
