/** Asks the running reconciler, as `sluice status` does. */

import type { Finding } from '../../policies/finding.ts';
import type { Status } from '../render/status-facts.ts';
import { poll } from './waiting.ts';

export interface Answered extends Status {
  readonly denied: string | null;
}

export async function askStatus(httpPort: number, signal: AbortSignal): Promise<Answered | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${httpPort}/status`, { signal });
    // Our own program's document.
    return (await response.json()) as Answered;
  } catch {
    return null;
  }
}

/** Waits until every proxy runs what is live, and says `1/1`; `0/1` where that takes longer than two seconds. */
export async function acknowledged(httpPort: number, signal: AbortSignal): Promise<string> {
  let last: Answered | null = null;
  const all = async (): Promise<string | null> => {
    last = await askStatus(httpPort, signal);
    const known = connected(last);
    const current = known.filter((proxy) => proxy.state === 'current').length;
    return known.length > 0 && current === known.length ? `${current}/${known.length}` : null;
  };
  try {
    return await poll('acknowledgement', all, { deadlineMs: 2_000, everyMs: 20, signal });
  } catch {
    signal.throwIfAborted();
    return `0/${connected(last).length}`;
  }
}

/** One that left is listed for a while, as stale, and acknowledges nothing. */
function connected(status: Answered | null): Answered['proxies'] {
  const known = status?.proxies ?? [];
  const here = known.filter((proxy) => proxy.state !== 'stale');
  return here.length > 0 ? here : known;
}

/** The findings of the intent that is kept out; waits until there is one. */
export async function deniedFindings(httpPort: number, signal: AbortSignal): Promise<readonly Finding[]> {
  const ask = async (): Promise<readonly Finding[] | null> => {
    const status = await askStatus(httpPort, signal);
    return status === null || status.denied === null ? null : status.findings;
  };
  return poll('denial', ask, { deadlineMs: 15_000, signal });
}
