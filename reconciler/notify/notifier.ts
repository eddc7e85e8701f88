/** Tells receivers of live commits. Never in the loop's way: what can't be told in time is given up, and logged. */

import type { NotifyConfig } from '../../policies/config.ts';
import type { Json } from '../../policies/mesh.ts';
import type { News } from '../render/news.ts';
import { notificationOf } from '../render/notification.ts';
import { deliver, type Outcome } from './delivery.ts';
import { requestFor } from './request.ts';

export interface NotifierParts {
  readonly fetch: typeof fetch;
  /** Where secrets are looked up, by the names that `sluice.yaml` has. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: { now(): number };
  readonly log: (event: string, fields: Readonly<Record<string, Json>>) => void;
  /** Resolves after `ms`, or early on abort. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Notifier {
  /** Queues what these receivers want to hear; returns at once, and throws nothing. */
  tell(news: readonly News[], receivers: readonly NotifyConfig[]): void;
  /** Takes no more, gives what is queued a moment, then ends whatever is under way. */
  close(): Promise<void>;
}

/** A receiver that is away holds back its own news only, and so much of it; the oldest goes first. */
const mostQueued = 200;
/** What close() waits for news that is on its way, in ms. */
const flushMs = 3_000;

/** One queue for each receiver, in order, one delivery at a time. */
export function createNotifier(parts: NotifierParts): Notifier {
  const stop = new AbortController();
  const queues = new Map<string, Queue>();
  let isClosed = false;
  return {
    tell: (news, receivers) => {
      if (isClosed) return;
      for (const receiver of receivers) {
        const wanted = news.filter(({ event }) => receiver.events.length === 0 || receiver.events.includes(event));
        if (wanted.length > 0) add(queues, receiver, wanted, parts, stop.signal);
      }
    },
    close: async () => {
      isClosed = true;
      const sent = Promise.all([...queues.values()].map((queue) => queue.running));
      const enough = new AbortController();
      await Promise.race([sent, parts.sleep(flushMs, enough.signal)]);
      enough.abort();
      stop.abort();
      await sent;
    },
  };
}

interface Queue {
  readonly receiver: NotifyConfig;
  waiting: News[];
  running: Promise<void>;
}

function add(
  queues: Map<string, Queue>,
  receiver: NotifyConfig,
  news: readonly News[],
  parts: NotifierParts,
  signal: AbortSignal,
): void {
  const key = `${receiver.kind} ${receiver.address} ${receiver.secretEnv ?? ''}`;
  const known = queues.get(key);
  if (known !== undefined) return enqueue(known, news, parts);
  const queue: Queue = { receiver, waiting: [], running: Promise.resolve() };
  enqueue(queue, news, parts);
  queues.set(key, queue);
  queue.running = drain(queue, parts, signal, () => queues.delete(key));
}

function enqueue(queue: Queue, news: readonly News[], parts: NotifierParts): void {
  const all = [...queue.waiting, ...news];
  const dropped = all.slice(0, Math.max(0, all.length - mostQueued));
  queue.waiting = all.slice(dropped.length);
  for (const { id } of dropped) parts.log('notify.dropped', { to: placeOf(queue.receiver), id, reason: 'queue full' });
}

/** `done` is called in the very moment in which the queue is seen empty: what comes later begins a new one. */
async function drain(queue: Queue, parts: NotifierParts, signal: AbortSignal, done: () => void): Promise<void> {
  for (let next = queue.waiting.shift(); next !== undefined; next = queue.waiting.shift()) {
    report(queue.receiver, next, await send(queue.receiver, next, parts, signal), parts);
  }
  done();
}

async function send(receiver: NotifyConfig, news: News, parts: NotifierParts, signal: AbortSignal): Promise<Outcome> {
  const notification = notificationOf(news, receiver.kind);
  const prepare = (): ReturnType<typeof requestFor> => requestFor(receiver, notification, parts.env, parts.clock.now());
  try {
    return await deliver(prepare, parts, signal);
  } catch (error) {
    // A bug here must not end what the process is for.
    return { kind: 'failed', tries: 0, reason: error instanceof Error ? error.message : String(error) };
  }
}

function report(receiver: NotifyConfig, { id, event }: News, outcome: Outcome, { log }: NotifierParts): void {
  const about = { to: placeOf(receiver), event, id, tries: outcome.tries };
  if (outcome.kind === 'sent') log('notify.sent', about);
  else log('notify.failed', { ...about, reason: outcome.reason });
}

/** Paths of webhooks are secrets more often than not. */
function placeOf({ kind, address }: NotifyConfig): string {
  return `${kind} ${URL.parse(address)?.host ?? 'nowhere'}`;
}
