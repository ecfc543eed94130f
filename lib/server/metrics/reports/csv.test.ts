import { expect, it } from 'vitest';
import { csvLine, csvResponse } from './csv';

it('quotes what needs it and disarms formulas', () => {
  expect(csvLine(['plain', 'with, comma', 'with "quotes"', 'two\nlines', null, 0, -1.5])).toBe(
    'plain,"with, comma","with ""quotes""","two\nlines",,0,-1.5\r\n',
  );
  expect(csvLine(['=1+1', '+1', '@x', '-x', '=a,b'])).toBe(`'=1+1,'+1,'@x,'-x,"'=a,b"\r\n`);
});

it('takes the next lines only when they are read, and stops when nobody reads on', async () => {
  let made = 0;
  let ended = false;
  async function* lines() {
    try {
      for (;;) yield await Promise.resolve(`line ${++made}\r\n`);
    } finally {
      ended = true;
    }
  }
  const response = csvResponse('facts', lines());
  expect(response.headers.get('content-disposition')).toContain('facts.csv');
  const reader = response.body!.getReader();
  await reader.read();
  await reader.read();
  expect(made).toBeLessThan(5);
  await reader.cancel();
  expect(ended).toBe(true);
});
