/** One HTTP request on a connection of its own, so that nothing sticks by accident. */
import http from 'node:http';
import https from 'node:https';

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** True for `101 Switching Protocols`. */
  upgraded: boolean;
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 2_000_000;

/** @throws Error when there is no answer in time, or no connection. */
export function ask(url: URL, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS } = question;
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      agent: false,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
    });
    const late = setTimeout(
      () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const settle = (answer: Answer) => {
      clearTimeout(late);
      resolve(answer);
    };
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      settle({ status: 101, headers: response.headers, body: '', upgraded: true });
    });
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < MOST_BYTES) text += chunk;
      });
      response.on('end', () =>
        settle({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text,
          upgraded: false,
        }),
      );
      response.on('error', reject);
    });
    request.on('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    request.end(body);
  });
}

/** `name=value` of every cookie that an answer sets. */
export const cookiesOf = (answer: Answer): string[] =>
  (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0] ?? '');

export const wordsOf = (error: unknown): string =>
  error instanceof Error
    ? error.message || String((error as NodeJS.ErrnoException).code)
    : String(error);
