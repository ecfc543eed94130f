const LONGEST = 2_048;
const ALLOWED = /^(?:https?:\/\/[^/?#]|mailto:[^\s]+@|tel:\+?[\d().-])/i;
/** Controls, spaces, and marks that change reading direction: never part of an address shown to people. */
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0020\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff<>"\\]/;

/**
 * The address as it may stand in `href`, or null. Only http, https, mailto and tel pass, written out
 * in full: nothing is decoded or trimmed first, so a disguised scheme is no scheme.
 */
export function safeLink(address: string): string | null {
  if (address.length > LONGEST || HIDDEN.test(address) || !ALLOWED.test(address)) return null;
  if (!/^https?:/i.test(address)) return address;
  try {
    const url = new URL(address);
    // `https://bank.example@evil.example` reads like the first and goes to the second.
    return url.username || url.password ? null : address;
  } catch {
    return null;
  }
}
