import { cn } from '@/components/ui/cn';
import { Button } from '@/components/ui/button';

/** Above a list that could not be read. `what`: «this list». */
export function LoadFailed({
  what,
  onRetry,
  className,
}: {
  what: string;
  onRetry: () => void;
  className?: string;
}) {
  return (
    <div
      role="alert"
      className={cn(
        'flex items-center justify-between gap-2 border-b px-3 py-2 text-sm',
        className,
      )}
    >
      <span className="text-failed-text">Couldn’t load {what}.</span>
      <Button size="sm" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
