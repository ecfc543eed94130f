import type { ExternalToast } from 'sonner';

/**
 * Says what happened, in the corner, for a few seconds. The machinery comes with the first one, so
 * that no page has to load it to begin with.
 */
export function toast(words: string, options?: ExternalToast): void {
  void import('sonner').then((sonner) => sonner.toast(words, options));
}

/** The same for what went wrong. */
export function toastError(words: string, options?: ExternalToast): void {
  void import('sonner').then((sonner) => sonner.toast.error(words, options));
}
