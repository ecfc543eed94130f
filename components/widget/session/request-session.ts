import type { ErrorCode } from '@/lib/contracts/errors';
import type { WidgetSession, WidgetSessionRequest } from '@/lib/contracts/widget-sessions';

export type SessionAnswer =
  | { ok: true; session: WidgetSession }
  | { ok: false; code: ErrorCode | 'unreachable'; retryAfterMs: number | null };

/** `POST /api/v1/widget/sessions`. Never rejects. */
export async function requestSession(request: WidgetSessionRequest): Promise<SessionAnswer> {
  try {
    const response = await fetch('/api/v1/widget/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      credentials: 'omit',
      cache: 'no-store',
    });
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, session: body as WidgetSession };
    const { code, retryAfterMs } = body as { code?: ErrorCode; retryAfterMs?: number };
    const header = Number(response.headers.get('retry-after'));
    return {
      ok: false,
      code: code ?? 'internal',
      retryAfterMs: retryAfterMs ?? (header > 0 ? header * 1_000 : null),
    };
  } catch {
    // No network, or no JSON because something in between answered: the caller tries again.
    return { ok: false, code: 'unreachable', retryAfterMs: null };
  }
}
