const ONE =
  '(?:\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F?\\u20E3|' +
  '(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\uFE0F?)\\p{Emoji_Modifier}?' +
  '(?:\\u200D\\p{Extended_Pictographic}\\uFE0F?\\p{Emoji_Modifier}?){0,4})';
const ONE_TO_THREE = new RegExp(`^${ONE}(?:\\s?${ONE}){0,2}$`, 'u');

/** One to three emoji and nothing else: shown large, without a bubble. */
export function isOnlyEmoji(body: string): boolean {
  const text = body.trim();
  return text.length > 0 && text.length <= 60 && ONE_TO_THREE.test(text);
}
