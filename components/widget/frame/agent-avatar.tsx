import { hueOf, initialsOf } from '@/components/ui/avatar';

const sizes = {
  28: 'size-7 text-[0.6875rem]',
  36: 'size-9 text-[0.8125rem]',
  48: 'size-12 text-base',
} as const;

export interface AgentAvatarProps {
  id: string;
  name: string | null;
  size?: keyof typeof sizes;
}

/** Decorative: the name stands beside it in words. Same colours as in the console. */
export function AgentAvatar({ id, name, size = 28 }: AgentAvatarProps) {
  const hue = hueOf(id);
  return (
    <span
      aria-hidden="true"
      className={`flex shrink-0 items-center justify-center rounded-full font-semibold select-none ${sizes[size]}`}
      style={{
        background: `light-dark(oklch(0.915 0.05 ${hue}), oklch(0.36 0.07 ${hue}))`,
        color: `light-dark(oklch(0.41 0.12 ${hue}), oklch(0.9 0.06 ${hue}))`,
      }}
    >
      {initialsOf(name)}
    </span>
  );
}

/** Up to three faces, overlapping. */
export function AgentFaces({
  people,
  size = 36,
}: {
  people: readonly { id: string; name: string }[];
  size?: 36 | 48;
}) {
  return (
    <span className="flex -space-x-2 rtl:space-x-reverse">
      {people.slice(0, 3).map((person) => (
        <span key={person.id} className="rounded-full ring-2 ring-(--face-ring)">
          <AgentAvatar id={person.id} name={person.name} size={size} />
        </span>
      ))}
    </span>
  );
}
