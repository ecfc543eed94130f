'use client';

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { minuteWords } from '../figures';
import 'uplot/dist/uPlot.min.css';

export interface Line<Value extends number | null = number> {
  name: string;
  /** Name of a token: `--accent`. */
  color: string;
  /** Null, where it may be, is nothing to report: a gap. */
  values: readonly Value[];
}

/** How another page than the live one wants it drawn. */
export interface ChartScale {
  /** Of the values on the left. */
  words: (value: number) => string;
  /** Steps between the values on the left, smallest first. */
  steps: number[];
  /** The left reaches up to here at least. */
  least: number;
  width: number;
  /** Of the times below: `wide` = days and more between them. */
  timeWords: (ms: number, wide: boolean) => string;
  timeZone: string;
  /** Each point is a day: nothing between two of them has a name. */
  days: boolean;
  /** Few values with gaps between them: each is a dot. */
  dots: boolean;
}

export interface LineChartProps {
  /** Times of the points, in ms. */
  times: readonly number[];
  lines: readonly Line<number | null>[];
  onPoint: (index: number | null) => void;
  /** Drawn anew when it is another object. */
  scale?: ChartScale;
}

/** Charts of one page share the crosshair. */
const SYNC = 'live';

/**
 * uPlot, kept and fed: a tick replaces the data and nothing else. Colours are read from the tokens, and
 * again when the scheme changes. Fills its place. For sighted people only: beside it stands a table.
 */
export function LineChart({ times, lines, onPoint, scale }: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ times, lines, onPoint });
  useEffect(() => {
    latest.current = { times, lines, onPoint };
  });

  useEffect(() => {
    const box = host.current;
    if (!box) return;
    let drawnAt = 0;
    const make = () => {
      plot.current?.destroy();
      drawnAt = rootSize();
      plot.current = new uPlot(optionsOf(box, latest, scale), dataOf(latest.current), box);
    };
    make();
    const resize = new ResizeObserver(() => {
      if (rootSize() === drawnAt) plot.current?.setSize(sizeOf(box));
      else make();
    });
    resize.observe(box);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    const chosen = new MutationObserver(make);
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-wall'] });
    return () => {
      resize.disconnect();
      chosen.disconnect();
      scheme.removeEventListener('change', make);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [scale]);

  useEffect(() => {
    plot.current?.setData(dataOf({ times, lines }));
  }, [times, lines]);

  return <div ref={host} aria-hidden="true" className="absolute inset-0" />;
}

type Latest = { current: Pick<LineChartProps, 'times' | 'lines' | 'onPoint'> };

const dataOf = ({ times, lines }: Pick<LineChartProps, 'times' | 'lines'>): uPlot.AlignedData => [
  times.map((ms) => ms / 1_000),
  ...lines.map(({ values }) => [...values]),
];

/** The canvas knows no `light-dark()`: the browser is asked what the token is here. */
function colorOf(box: HTMLElement, token: string, alpha = 1): string {
  const probe = document.createElement('span');
  probe.style.color =
    alpha === 1
      ? `var(${token})`
      : `color-mix(in oklab, var(${token}) ${alpha * 100}%, transparent)`;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({
  width: clientWidth,
  height: clientHeight,
});
/** Type and its places grow with this, as everything else on the page does. In px. */
const rootSize = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const USUAL_ROOT = 16;

const DAY_SECONDS = 86_400;
const DAY_STEPS = [1, 2, 7, 14, 28, 91, 365].map((days) => days * DAY_SECONDS);

function optionsOf(box: HTMLElement, latest: Latest, scale: ChartScale | undefined): uPlot.Options {
  const quiet = colorOf(box, '--text-secondary');
  const rule = { stroke: colorOf(box, '--border'), width: 1 };
  const grown = rootSize() / USUAL_ROOT;
  const font = `${11 * grown}px ${getComputedStyle(box).fontFamily}`;
  return {
    ...sizeOf(box),
    legend: { show: false },
    padding: [8, 28 * grown, 0, 0],
    ...(scale && {
      tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1_000), scale.timeZone),
    }),
    cursor: {
      sync: { key: SYNC },
      drag: { x: false, y: false, setScale: false },
      points: { size: 7 },
      y: false,
    },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(scale?.least ?? 4, high * 1.15)] } },
    axes: [
      {
        values: (_plot: uPlot, seconds: number[], _axis: number, _space: number, step: number) =>
          seconds.map((at) =>
            scale ? scale.timeWords(at * 1_000, step >= DAY_SECONDS) : minuteWords(at * 1_000),
          ),
        stroke: quiet,
        font,
        grid: { show: false },
        ticks: { show: false },
        size: 26 * grown,
        space: 70 * grown,
        ...(scale?.days && { incrs: DAY_STEPS }),
      },
      {
        stroke: quiet,
        font,
        grid: rule,
        ticks: { show: false },
        size: (scale?.width ?? 34) * grown,
        space: 36 * grown,
        ...(scale && {
          values: (_plot: uPlot, values: number[]) => values.map(scale.words),
        }),
        incrs: scale?.steps ?? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
      },
    ],
    series: [
      {},
      ...latest.current.lines.map(({ name, color }) => ({
        label: name,
        stroke: colorOf(box, color),
        width: 1.5 * grown,
        fill: colorOf(box, color, 0.07),
        points: { show: scale?.dots ?? false, size: 4 },
      })),
    ],
    hooks: {
      setCursor: [(self) => latest.current.onPoint(self.cursor.idx ?? null)],
    },
  };
}
