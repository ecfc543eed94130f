/**
 * However often it is asked for, `task` runs at once and then at most once per `gapMs`; whoever asks
 * while it runs or pauses gets a run that began after the question.
 */
export function atMostEvery(
  gapMs: number,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
): { ask(): void; stop(): Promise<void> } {
  let asked = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  const run = () => {
    asked = false;
    running = task()
      .catch(onError)
      .then(() => {
        if (stopped) return;
        timer = setTimeout(() => {
          timer = null;
          busy = false;
          if (asked) ask();
        }, gapMs);
        timer.unref();
      });
  };
  let busy = false;
  const ask = () => {
    asked = true;
    if (busy || stopped) return;
    busy = true;
    run();
  };
  return {
    ask,
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
