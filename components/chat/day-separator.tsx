export interface DaySeparatorProps {
  label: string;
  /** `unread`: the line before the first message not read yet. */
  tone?: 'day' | 'unread';
}

export function DaySeparator({ label, tone = 'day' }: DaySeparatorProps) {
  const line = tone === 'unread' ? 'bg-accent-text/40' : 'bg-border';
  return (
    <div
      role="separator"
      aria-label={label}
      data-tone={tone}
      className={`flex items-center gap-3 py-3 text-xs ${
        tone === 'unread' ? 'font-medium text-accent-text' : 'text-secondary'
      }`}
    >
      <span aria-hidden="true" className={`h-px flex-1 ${line}`} />
      <span aria-hidden="true">{label}</span>
      <span aria-hidden="true" className={`h-px flex-1 ${line}`} />
    </div>
  );
}
