import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until there is an answer, for what announces itself by no event. Throws after `deadlineMs`. */
export async function poll<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  options: { readonly deadlineMs: number; readonly everyMs?: number; readonly signal?: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + options.deadlineMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`no ${what} within ${options.deadlineMs} ms`);
    await delay(options.everyMs ?? 20, undefined, { signal: options.signal });
  }
}

/** Waits so long; rejects when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
