/**
 * The customer's one colour → the few that the widget needs, each readable where it stands (WCAG
 * contrast on sRGB luminance). Pure; input `#rrggbb`.
 */
export interface BrandColors {
  /** Launcher, own bubbles, header, send button. */
  brand: string;
  /** Text and icons on `brand`: whichever of white and near-black reads better. */
  onBrand: string;
  /** The colour as text on the light and on the dark surface: moved until it holds 4.5:1. */
  textOnLight: string;
  textOnDark: string;
}

const WHITE = '#ffffff';
const INK = '#050609';
const DARK_SURFACE = '#12141a';
const READABLE = 4.5;

export function brandColors(color: string): BrandColors {
  const brand = isColor(color) ? color.toLowerCase() : '#4353ff';
  // White is kept while it is readable enough for bold shapes and large text; people expect it.
  const onBrand = contrast(brand, WHITE) >= READABLE ? WHITE : better(brand, WHITE, INK);
  return {
    brand,
    onBrand,
    textOnLight: towards(brand, '#000000', WHITE),
    textOnDark: towards(brand, WHITE, DARK_SURFACE),
  };
}

export const isColor = (value: unknown): value is string =>
  typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value);

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function better(on: string, one: string, other: string): string {
  return contrast(on, one) >= contrast(on, other) ? one : other;
}

/** Mixes `color` with `goal` in small steps until it reads on `surface`. */
function towards(color: string, goal: string, surface: string): string {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, goal, share);
    if (contrast(mixed, surface) >= READABLE) return mixed;
  }
  return goal;
}

function channels(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function mix(one: string, other: string, share: number): string {
  const to = channels(other);
  const mixed = channels(one).map((from, at) => Math.round(from + (to[at]! - from) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
