/**
 * Prometheus' text format 0.0.4. Written by hand: everything is read from one state of the node at
 * the moment of the scrape, so a registry that keeps values would be a second place for each of them.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import type { Histogram } from './histogram';

export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

export class Exposition {
  readonly #lines: string[] = [];

  /** A null is left out: unknown is not zero. */
  gauge(name: string, help: string, value: number | null | readonly Sample[]): this {
    return this.#family(name, help, 'gauge', value);
  }

  /** Only ever grows while the process lives; by convention its name ends in `_total`. */
  counter(name: string, help: string, value: number | readonly Sample[]): this {
    return this.#family(name, help, 'counter', value);
  }

  histogram(
    name: string,
    help: string,
    series: readonly (readonly [labels: Labels, histogram: Histogram])[],
  ): this {
    this.#head(name, help, 'histogram');
    for (const [labels, { bounds, counts, sum }] of series) {
      let cumulated = 0;
      for (const [bucket, count] of counts.entries()) {
        cumulated += count;
        this.#sample(
          `${name}_bucket`,
          { ...labels, le: asNumber(bounds[bucket] ?? Infinity) },
          cumulated,
        );
      }
      this.#sample(`${name}_sum`, labels, sum);
      this.#sample(`${name}_count`, labels, cumulated);
    }
    return this;
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #family(
    name: string,
    help: string,
    type: string,
    value: number | null | readonly Sample[],
  ): this {
    const samples: readonly Sample[] = Array.isArray(value)
      ? (value as readonly Sample[])
      : value === null
        ? []
        : [[{}, value as number]];
    if (samples.length === 0) return this;
    this.#head(name, help, type);
    for (const [labels, number] of samples) this.#sample(name, labels, number);
    return this;
  }

  #head(name: string, help: string, type: string): void {
    const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
    this.#lines.push(`# HELP ${name} ${escaped}`, `# TYPE ${name} ${type}`);
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeValue(text)}"`);
    const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
    this.#lines.push(`${name}${set} ${asNumber(value)}`);
  }
}

const escapeValue = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const asNumber = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);
