import { cn } from './cn';

export interface AvatarProps {
  /** Decides the colour, the same everywhere. */
  id: string;
  /** null = anonymous. */
  name: string | null;
  size?: 16 | 20 | 24 | 28 | 32 | 36 | 40 | 48;
  /** `undefined` = presence is not shown. */
  presence?: 'online' | 'away' | 'offline' | undefined;
  className?: string;
}

const HUES = [272, 232, 198, 162, 128, 72, 42, 12, 342, 308];

/** Up to two letters. */
export function initialsOf(name: string | null): string {
  const words = (name ?? '').trim().split(/\s+/u).filter(Boolean);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** FNV-1a: stable, spreads ids that differ in one digit. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  return HUES[(hash >>> 0) % HUES.length] ?? 272;
}

const dots = {
  online: 'bg-live',
  away: 'bg-waiting',
  offline: 'border-[1.5px] border-border-control bg-surface',
} as const;

/** Head and shoulders, for people who gave no name. */
function Nobody({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" opacity="0.75">
      <circle cx="8" cy="5" r="3" />
      <path d="M8 9.2c-3.2 0-5.5 1.8-5.5 4.1 0 .4.3.7.7.7h9.6c.4 0 .7-.3.7-.7 0-2.3-2.3-4.1-5.5-4.1Z" />
    </svg>
  );
}

/** Decorative: the name stands beside it in words. The dot says its state to screen readers. */
export function Avatar({ id, name, size = 32, presence, className }: AvatarProps) {
  const hue = hueOf(id);
  return (
    <span
      className={cn('relative inline-flex shrink-0 select-none', className)}
      style={{ width: size, height: size }}
    >
      <span
        aria-hidden="true"
        // By CSS, so that initials are never taken for a part of the name of what they stand in.
        data-initials={name === null ? undefined : initialsOf(name)}
        className="flex size-full items-center justify-center rounded-full font-semibold before:content-[attr(data-initials)]"
        style={{
          fontSize: Math.max(8, Math.round(size * 0.38)),
          lineHeight: 1,
          background: `light-dark(oklch(0.915 0.05 ${hue}), oklch(0.36 0.07 ${hue}))`,
          color: `light-dark(oklch(0.41 0.12 ${hue}), oklch(0.9 0.06 ${hue}))`,
        }}
      >
        {name === null ? <Nobody size={Math.round(size * 0.56)} /> : null}
      </span>
      {presence === undefined ? null : (
        <>
          <span
            aria-hidden="true"
            className={cn(
              'absolute -end-px -bottom-px rounded-full ring-2 ring-(--avatar-ring,var(--surface))',
              size >= 28 ? 'size-2.5' : 'size-2',
              dots[presence],
            )}
          />
          <span className="sr-only">{presence}</span>
        </>
      )}
    </span>
  );
}
