export interface SnoozePreset {
  id: 'hour' | 'tomorrow' | 'monday';
  label: string;
  until: Date;
}

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** In the reader's own time zone; always in the future and never two for the same moment. */
export function snoozePresets(now: Date): SnoozePreset[] {
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  const presets: SnoozePreset[] = [
    { id: 'hour', label: 'For an hour', until: new Date(now.getTime() + 3_600_000) },
    { id: 'tomorrow', label: 'Until tomorrow', until: at(now, 1, 9) },
    { id: 'monday', label: 'Until next Monday', until: at(now, untilMonday, 9) },
  ];
  return presets.filter(
    (preset, index) =>
      presets.findIndex((other) => other.until.getTime() === preset.until.getTime()) === index,
  );
}
