import { usePhrases } from './phrases';

/** A newer version is running on the server: this page is of the old one. */
export function OutdatedBar() {
  const book = usePhrases();
  return (
    <div role="alert" className="flex items-center justify-between gap-3 bg-fill px-4 py-2 text-sm">
      {book.say('outdated')}
      <button
        type="button"
        className="rounded-control font-medium underline underline-offset-2"
        onClick={() => location.reload()}
      >
        {book.say('reload')}
      </button>
    </div>
  );
}
