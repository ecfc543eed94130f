/** Requests as the console and the widget make them. Refusals that pass are waited out. */
import { z } from 'zod';
import { Trouble, type Stage } from './stage';

const TRIES = 6;
const TRY_AGAIN_MS = 2_000;
const TIMEOUT_MS = 15_000;

const refusalSchema = z.object({ code: z.string(), retryAfterMs: z.number().nullish() });

/** @throws Trouble when it is refused for good, or too often */
export async function request(
  stage: Stage,
  path: string,
  body: object,
  more: { headers?: Record<string, string>; once?: boolean } = {},
): Promise<{ body: unknown; cookie: string }> {
  const { origin } = stage.order;
  for (let tried = 1; ; tried += 1) {
    const answer = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, ...more.headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => error as Error);
    let why: string;
    let waitMs = TRY_AGAIN_MS * tried;
    if (answer instanceof Error) {
      why = answer.message;
    } else {
      const said: unknown = await answer.json().catch(() => null);
      const cookie = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
      if (answer.ok) return { body: said, cookie: cookie.join('; ') };
      const refusal = refusalSchema.safeParse(said).data;
      why = refusal?.code ?? String(answer.status);
      waitMs = Math.max(waitMs, refusal?.retryAfterMs ?? 0);
      const passes = answer.status === 429 || answer.status >= 500;
      if (!passes) throw new Trouble(`${path} was refused (${why})`);
    }
    if (more.once || tried === TRIES) throw new Trouble(`${path} was refused (${why})`);
    await stage.pause(waitMs);
  }
}
