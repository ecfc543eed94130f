import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { DeadLetters } from './dead-letters';

const shown = (nextCursor: string | null) =>
  renderToStaticMarkup(<DeadLetters first={{ deadLetters: [], nextCursor }} total={7} />);

test('nothing was given up only where nothing more is to come', () => {
  expect(shown(null)).toContain('Nothing was given up');
  expect(shown(null)).not.toContain('Show more');
  expect(shown('older')).not.toContain('Nothing was given up');
  expect(shown('older')).toContain('Show more');
});
