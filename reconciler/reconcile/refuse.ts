/** What every proxy turns down is taken back, and remembered so that it doesn't come in again. */

import { newlyRefused, refusalText, refuse } from '../live/refusal.ts';
import type { Refused } from '../live/state.ts';
import { findAcceptance, type Acceptance } from './acceptance.ts';
import { repositoryFinding } from './admit.ts';
import { aloneIn, broughtBy, bytesOf } from './brought.ts';
import type { Advance } from './outcome.ts';
import { writeLive } from './commit.ts';
import { alarm } from './follow.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Nack, Ports, Proxy } from './ports.ts';
import { publish } from './publish.ts';
import { takeBackRaise } from './refuse-raise.ts';

/** Of bytes that all proxies turn down and that stay live all the same. */
const alarmRule = 'refused-but-live';

/** Looks for a NACK that is everybody's, and takes the intent that brought those bytes back. */
export async function refuseNacked(memory: Memory, ports: Ports, signal: AbortSignal): Promise<Advance | 'nothing'> {
  const head = memory.head;
  if (head === null) return 'nothing';
  const { kind, nacks: given } = answerOf(ports.xds.proxies(), memory, ports.clock.now());
  // What comes next would go on top of bytes that may go: then nobody could tell any more which intent brought them.
  if (kind === 'open') return 'wait';
  if (given.length === 0) memory.alarms.delete(alarmRule);
  if (!hasRefused(memory, head, ports) && (given.length === 0 || standsFor(memory, given))) return 'nothing';
  const acceptance = await findAcceptance(memory, ports, head, signal);
  const alone = acceptance.kind === 'accepted' ? new Set(aloneIn(acceptance, given, ports)) : new Set();
  const nacks = given.filter((nack) => !alone.has(nack));
  const culprits = acceptance.kind === 'accepted' ? culpritsOf(acceptance, nacks, ports) : [];
  // A lowering may have come in between: it is to be kept.
  if (memory.head !== head) return 'again';
  if (acceptance.kind === 'accepted' && culprits.length > 0) {
    return goBack(memory, ports, { head, before: acceptance.before, culprits }, signal);
  }
  if (acceptance.kind !== 'unknown') memory.comparedFor = head;
  if (nacks.length === 0) return leave(memory, head, given);
  if (await takeBackRaise(memory, ports, { head, since: acceptance.since, nacks })) return 'again';
  return stand(memory, ports, { head, acceptance, nacks });
}

/** They stay with the proxies that they came from, which are named as broken. */
function leave(memory: Memory, head: Head, nacks: readonly Nack[]): 'nothing' {
  memory.standing = { head, digests: new Set(nacks.map(({ digest }) => digest)), isFinal: true };
  return 'nothing';
}

/** True when there is a NACK to look into that was not looked into yet. */
export function hasSharedNack(memory: Memory, ports: Ports): boolean {
  const { nacks } = answerOf(ports.xds.proxies(), memory, ports.clock.now());
  const { head, digests } = memory.standing ?? { head: null, digests: new Set() };
  return nacks.some((nack) => head !== memory.head || !digests.has(nack.digest));
}

/** Bytes that an intent brought and that no proxy takes. */
interface Culprit {
  readonly digest: string;
  readonly file: string;
  /** The file, or what else there is to name it by. */
  readonly name: string;
  readonly reason: string;
}

interface Refusal {
  readonly head: Head;
  readonly before: Head;
  readonly culprits: readonly Culprit[];
}

async function goBack(
  memory: Memory,
  ports: Ports,
  { head, before, culprits }: Refusal,
  signal: AbortSignal,
): Promise<Advance> {
  const intent = head.intent.oid;
  const refused: readonly Refused[] = culprits.map(({ digest, file, reason }) => ({ intent, digest, file, reason }));
  const state = refuse({
    before: { state: before.state, intent: before.intent.intent },
    current: { state: head.state, intent: head.intent.intent },
    refused,
  });
  const reason = refusalText(newlyRefused(head.state, state, head.intent.oid));
  const next = await writeLive(
    { event: 'refuse', parent: head.oid, intent: before.intent, state, before: head.state, reason },
    ports,
  );
  const published = await publish(memory, ports, next, head.oid, signal);
  if (published !== 'pushed') return published === 'failed' ? 'retry' : 'again';
  memory.denial = null;
  const files = culprits.map(({ file }) => (file === '' ? null : file));
  ports.log('intent.refused', { commit: next.oid, intent, files });
  return 'again';
}

/** What the intent brought and all proxies turn down: now, or before it was taken in by a person's word. */
function culpritsOf(
  acceptance: Extract<Acceptance, { kind: 'accepted' }>,
  nacks: readonly Nack[],
  ports: Ports,
): readonly Culprit[] {
  const { before, after } = acceptance;
  const now = broughtBy(acceptance, nacks, ports).map(({ digest, file, resource, reason }) => {
    return { digest, file: file ?? '', name: file ?? resource, reason };
  });
  if (after.state.refused.length === 0) return now;
  const [old, brought] = [bytesOf(before, ports), bytesOf(after, ports)];
  const again = after.state.refused
    .filter(({ digest }) => brought.has(digest) && !old.has(digest))
    .map(({ digest, file, reason }) => ({ digest, file, name: file === '' ? digest : file, reason }));
  return [...new Map([...again, ...now].map((each) => [each.digest, each])).values()];
}

/** Whether the head has bytes that all proxies turned down in another intent; asked until it is known whose they are. */
function hasRefused(memory: Memory, head: Head, ports: Ports): boolean {
  const { refused } = head.state;
  if (refused.length === 0 || memory.comparedFor === head) return false;
  const bytes = bytesOf(head, ports);
  const found = refused.some(({ digest }) => bytes.has(digest));
  // Without a proxy there are no bytes yet.
  if (!found && bytes.size > 0) memory.comparedFor = head;
  return found;
}

/** True when all of these were looked into, and it is known that nothing is to be taken back for them. */
function standsFor({ standing, head }: Memory, nacks: readonly Nack[]): boolean {
  return (
    standing?.isFinal === true && standing.head === head && nacks.every(({ digest }) => standing.digests.has(digest))
  );
}

/** Nothing that could be gone back to would help: the proxies keep what they have, and people must hear of it. */
function stand(
  memory: Memory,
  ports: Ports,
  found: { readonly head: Head; readonly acceptance: Acceptance; readonly nacks: readonly Nack[] },
): 'nothing' {
  const { head, acceptance, nacks } = found;
  const digests = new Set(nacks.map(({ digest }) => digest));
  memory.standing = { head, digests, isFinal: acceptance.kind !== 'unknown' };
  const what = nacks.map((nack) => `${nack.file ?? nack.resource} (${nack.reason})`).join(', ');
  const message = `no proxy takes ${what}, and it stays live: ${whyStanding(acceptance)}`;
  const remedy = 'Merge a commit that changes what they turn down.';
  alarm(memory, ports, repositoryFinding(alarmRule, nacks[0]?.file ?? null, message, remedy));
  return 'nothing';
}

function whyStanding(acceptance: Acceptance): string {
  switch (acceptance.kind) {
    case 'accepted':
      return 'the present intent did not bring it, so going back would not help';
    case 'adopted':
      return 'nothing was live before it';
    case 'unknown':
      return `where it came in can't be read back from the live branch: ${acceptance.reason}`;
  }
}

/** What proxies together say to what they were sent; `open`: not all have spoken, and nobody has taken it. */
interface Answer {
  readonly kind: 'open' | 'given';
  /** Those that stand for all. */
  readonly nacks: readonly Nack[];
}

/**
 * A NACK stands for all when everyone has answered, or the grace is over, and nobody took those bytes. One that has
 * bytes of its own, for a policy that speaks of it alone say, speaks for all of them: nobody else was asked. Whether
 * others took what the same intent brought to themselves is for `aloneIn`.
 */
function answerOf(proxies: readonly Proxy[], memory: Memory, now: number): Answer {
  const counted = proxies.filter((proxy) => proxy.state !== 'stale');
  const isTaken = ({ typeUrl, resource, digest }: Nack): boolean =>
    proxies.some(({ nack, runs }) => nack?.digest !== digest && runs(typeUrl, resource) === digest);
  const nacks = counted.flatMap(({ nack }) => (nack === null || isTaken(nack) ? [] : [nack]));
  if (nacks.length === 0) return { kind: 'given', nacks };
  const isAwaited = ({ state, commit, owesSince }: Proxy): boolean => {
    // Many are sent to in turns: this one is content with what it had before.
    if (state === 'current') return commit !== memory.head?.oid;
    return state === 'behind' && owesSince !== null && now - owesSince < memory.options.nackGraceMs;
  };
  if (counted.some(isAwaited)) return { kind: 'open', nacks: [] };
  const unique = new Map(nacks.map((nack) => [nack.digest, nack]));
  return { kind: 'given', nacks: [...unique.values()].toSorted((a, b) => (a.digest < b.digest ? -1 : 1)) };
}
