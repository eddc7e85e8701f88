/** Tells each of the reconciler's events as one line, in order, once proxies have taken what it is about. */

import type { LoggedEvent } from './reconciler-process.ts';
import type { Screen } from './screen.ts';
import { acknowledged, askStatus } from './status.ts';
import type { Seen } from './tally.ts';

export interface NarratorOptions {
  readonly screen: Screen;
  readonly httpPort: number;
  readonly seen: () => Seen;
  readonly signal: AbortSignal;
}

export interface Narrator {
  hear(event: LoggedEvent): void;
  /** When everything heard so far is told. */
  told(): Promise<void>;
}

export function createNarrator(options: NarratorOptions): Narrator {
  let telling: Promise<void> = Promise.resolve();
  return {
    hear: (event) => {
      const line = lineOf(event);
      if (line === null) return;
      telling = telling.then(() => tell(options, event, line)).catch(() => undefined);
    },
    told: () => telling,
  };
}

async function tell(
  { screen, httpPort, seen, signal }: NarratorOptions,
  event: LoggedEvent,
  line: { readonly what: string; readonly weight: number | null },
): Promise<void> {
  const acks = await acknowledged(httpPort, signal);
  const commit = event.commit ?? (await askStatus(httpPort, signal))?.commit ?? '';
  screen.step({ ...line, commit, seen: seen(), acknowledged: acks });
}

function lineOf(event: LoggedEvent): { readonly what: string; readonly weight: number | null } | null {
  const reason = event.reason === undefined ? '' : `: ${event.reason}`;
  switch (event.event) {
    case 'commit.accepted':
      return { what: 'accepted', weight: null };
    case 'rollout.raise':
      return { what: `raised${reason}`, weight: event.weight ?? null };
    case 'rollout.lower':
      return { what: `taken back${reason}`, weight: 0 };
    case 'rollout.promote':
      return { what: 'promoted', weight: 1_000_000 };
    case 'rollout.hold':
      return { what: `held${reason}`, weight: null };
    default:
      return null;
  }
}
