/** One delivery: a few tries with growing pauses, each bounded, none followed elsewhere. */

import type { NotifierParts } from './notifier.ts';
import type { NoRequest, Request } from './request.ts';

export type Outcome =
  | { readonly kind: 'sent'; readonly tries: number }
  | { readonly kind: 'failed'; readonly tries: number; readonly reason: string };

/** Pauses before the second, third … try, in ms; after the last one it is given up. */
const pausesMs = [1_000, 4_000, 15_000, 60_000];
/** A receiver may ask for a longer pause, up to this. */
const longestPauseMs = 120_000;
const timeoutMs = 5_000;

/** `prepare` makes the request anew for each try: its time is part of what is signed. */
export async function deliver(
  prepare: () => Request | NoRequest,
  { fetch, sleep }: Pick<NotifierParts, 'fetch' | 'sleep'>,
  signal: AbortSignal,
): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    const request = prepare();
    if ('missing' in request) return { kind: 'failed', tries: tries - 1, reason: request.missing };
    const answer = await attempt(request, fetch, signal);
    if (answer.kind === 'accepted') return { kind: 'sent', tries };
    const pause = pausesMs[tries - 1];
    if (signal.aborted) return { kind: 'failed', tries, reason: 'shutting down' };
    if (answer.kind === 'turned-down' || pause === undefined) return { kind: 'failed', tries, reason: answer.reason };
    await sleep(Math.min(longestPauseMs, Math.max(pause, answer.pauseMs)), signal);
    if (signal.aborted) return { kind: 'failed', tries, reason: 'shutting down' };
  }
}

/** `later`: it may work another time. `turned-down`: the same again would be answered the same. */
type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'later'; readonly reason: string; readonly pauseMs: number }
  | { readonly kind: 'turned-down'; readonly reason: string };

async function attempt({ url, headers, body }: Request, send: typeof fetch, signal: AbortSignal): Promise<Answer> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await send(url, { method: 'POST', headers, body, redirect: 'manual', signal: within });
    // Nothing that a receiver says is of use, and it may say it without end.
    await response.body?.cancel();
    return answerOf(response);
  } catch (error) {
    return { kind: 'later', reason: reasonOf(error), pauseMs: 0 };
  }
}

function answerOf({ ok, status, headers }: Response): Answer {
  if (ok) return { kind: 'accepted' };
  const reason = `it answers ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const asked = Number(headers.get('retry-after'));
    return { kind: 'later', reason, pauseMs: asked > 0 ? asked * 1_000 : 0 };
  }
  // A redirect may lead anywhere, with a body that was signed for here.
  return { kind: 'turned-down', reason };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
