import { Select } from '@/components/ui/select';

export interface Named {
  id: string;
  name: string;
}

const ALL = 'all';

/** A filter: one of a list, or all. */
export function ChooseOne({
  label,
  all,
  list,
  value,
  onChange,
  className,
}: {
  label: string;
  /** What all of them are called. */
  all: string;
  list: readonly Named[];
  /** Null = all. */
  value: string | null;
  onChange: (id: string | null) => void;
  className?: string;
}) {
  return (
    <Select
      label={label}
      className={className}
      options={[
        { value: ALL, label: all },
        ...list.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={value ?? ALL}
      onValueChange={(next) => onChange(next === ALL ? null : next)}
    />
  );
}
