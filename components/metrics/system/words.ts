/** Numbers of a machine as people read them; what is unknown is a dash. */
export const NOTHING = '–';

export const milliseconds = (ms: number | null): string =>
  ms === null
    ? NOTHING
    : ms < 10
      ? `${ms.toFixed(1)} ms`
      : `${Math.round(ms).toLocaleString('en')} ms`;

export const megabytes = (bytes: number): string =>
  `${Math.round(bytes / 1_048_576).toLocaleString('en')} MB`;

export const whole = (value: number): string => value.toLocaleString('en');

/** From seconds: the two largest units, which is what anybody wants to know. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
