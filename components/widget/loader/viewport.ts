/** Phones: the chat takes the whole screen, keeps above the keyboard, and the page behind holds still. */
const narrow = matchMedia('(max-width: 480px), (max-width: 900px) and (max-height: 430px)');

export const isFullScreen = () => narrow.matches;

export function onFullScreenChange(listener: () => void): void {
  narrow.addEventListener('change', listener);
}

/** Sizes the frame to what the keyboard leaves; call the answer to give the space back. */
export function fitToKeyboard(frame: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const fit = () => {
    // Pinch zoom also shrinks the visual viewport: then leave it alone.
    const covered = viewport.scale < 1.05 && innerHeight - viewport.height > 80;
    frame.style.height = covered ? `${viewport.height}px` : '';
    frame.style.top = covered ? `${viewport.offsetTop}px` : '';
    frame.style.bottom = covered ? 'auto' : '';
  };
  viewport.addEventListener('resize', fit);
  viewport.addEventListener('scroll', fit);
  fit();
  return () => {
    viewport.removeEventListener('resize', fit);
    viewport.removeEventListener('scroll', fit);
    for (const property of ['height', 'top', 'bottom']) frame.style.removeProperty(property);
  };
}

/** While full screen, nothing behind can be scrolled, focused or read out. Call the answer to undo. */
export function coverPage(host: HTMLElement): () => void {
  const root = document.documentElement;
  const overflow = root.style.overflow;
  root.style.overflow = 'hidden';
  const covered = [...document.body.children].filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement && element !== host && !element.inert,
  );
  for (const element of covered) element.inert = true;
  return () => {
    root.style.overflow = overflow;
    for (const element of covered) element.inert = false;
  };
}
