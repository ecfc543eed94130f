/**
 * Whether somebody is at this tab: it is on screen, and was used a short while ago. A screen that nobody
 * locked shows a tab all night; whoever is not at it wants to be told elsewhere.
 */

/** Reading something long needs no hand, but not for longer than this. */
const ATTENDED_MS = 3 * 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const;

/** As much of a page as it takes. */
export interface Page {
  document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;
  window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

/** `tell` is called at once and with every change. Call the answer to stop. */
export function watchAttention(tell: (attended: boolean) => void, page: Page): () => void {
  let usedAt = Date.now();
  let told: boolean | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    clearTimeout(timer);
    const visible = page.document.visibilityState === 'visible';
    const left = usedAt + ATTENDED_MS - Date.now();
    const attended = visible && left > 0;
    // Moved on by every sign, so the timer that was set runs out too early and looks again.
    if (attended) timer = setTimeout(look, left);
    if (attended === told) return;
    told = attended;
    tell(attended);
  }
  /** Often: with the pointer's every move. */
  const noteUse = () => {
    usedAt = Date.now();
    if (told === false) look();
  };
  const onVisibility = () => {
    // Whoever turns to it is there.
    if (page.document.visibilityState === 'visible') usedAt = Date.now();
    look();
  };

  look();
  for (const sign of SIGNS) page.window.addEventListener(sign, noteUse, { passive: true });
  page.document.addEventListener('visibilitychange', onVisibility);
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS) page.window.removeEventListener(sign, noteUse);
    page.document.removeEventListener('visibilitychange', onVisibility);
  };
}
