/** From what somebody typed to what Postgres is asked; nothing of it is syntax any more. */

/** `red box` → `'red':* & 'box':*`; text without a letter or digit → a query that matches nothing. */
export function toTsquery(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, 12)
    .map((word) => `'${word}':*`)
    .join(' & ');
}

/** A LIKE pattern that finds the text anywhere, with the wildcards of the text taken literally. */
export function toPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
