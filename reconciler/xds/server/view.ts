import { firstRefusal, oldestOwed, standingOf } from '../subscription/progress.ts';
import type { Standing } from '../subscription/progress.ts';
import type { AdsStream } from './stream.ts';

/** One stream, as `status` shows it; also one that ended lately. */
export interface ConnectedProxy {
  readonly name: string;
  readonly state: Standing;
  /** The commit that it has ACKed in full. */
  readonly commit: string | null;
  /** The commit last sent to it. */
  readonly sent: string | null;
  /** ms since the epoch of the oldest unanswered response. */
  readonly owesSince: number | null;
  readonly nack: {
    readonly commit: string;
    readonly typeUrl: string;
    readonly resource: string;
    readonly digest: string;
    readonly file: string | null;
    readonly reason: string;
  } | null;
  readonly lowerings: ReadonlyMap<string, string>;
  /** Content hash of what it has ACKed of a resource, or said that it runs; null for nothing. */
  readonly runs: (typeUrl: string, resource: string) => string | null;
  /** The same of all resources of a type. */
  readonly digests: (typeUrl: string) => readonly string[];
  /** ms since its stream ended; absent: it is connected. */
  readonly lostForMs?: number;
}

/** How a stream stands at this monotonic time. */
export function viewStream(name: string, stream: AdsStream, now: number): ConnectedProxy {
  const { state, target } = stream;
  const refused = target && firstRefusal(state, target);
  return {
    name,
    state: standingOf(state, target, stream.openedAt, now),
    commit: state.commit,
    sent: state.sentCommit,
    owesSince: oldestOwed(state)?.sentAt ?? null,
    nack: refused ? { typeUrl: refused.typeUrl, resource: refused.resource, ...refused.refusal } : null,
    lowerings: state.lowerings,
    runs: (typeUrl, resource) => state.types.get(typeUrl)?.acked.get(resource)?.digest ?? null,
    digests: (typeUrl) => [...(state.types.get(typeUrl)?.acked.values() ?? [])].map(({ digest }) => digest),
  };
}
