/** What people said holds until people say otherwise: pauses, freezes, skipped steps. */

import { whole } from '../../reconciler/live/shares.ts';
import { spentKey } from '../../reconciler/live/spent.ts';
import type { Entry } from '../../reconciler/live/state.ts';
import type { LiveEvent } from '../../reconciler/live/trailers.ts';
import { entryIn, law } from './live-law.ts';
import type { LiveCommit } from './live-world.ts';

/** What may end a pause of the same attempt; what is put back on top has the lowerings of its writer. */
const endsPause: ReadonlySet<LiveEvent> = new Set([
  'resume',
  'retry',
  'promote-now',
  'lower',
  'abort',
  'join',
  'restore',
]);
/** After these nobody wants the steps skipped any more. */
const endsSkip: ReadonlySet<LiveEvent> = new Set(['retry', 'lower', 'abort', 'join', 'restore']);

export function checkControl(before: LiveCommit, after: LiveCommit): void {
  checkFreeze(before, after);
  for (const was of before.state.targets) {
    const is = entryIn(after.state, was.target);
    if (is === undefined || !sameTry(was, is)) continue;
    const isMeant = after.target === null || after.target === was.target;
    const isPaused = was.phase === 'Held' && was.reason === 'paused';
    if (isPaused && !(endsPause.has(after.event) && isMeant) && after.event !== 'refuse') {
      law('paused', is.reason === 'paused' && is.s === was.s, after, `${was.target} is ${is.phase} at ${is.s}`);
    }
    if (isMeant && endsSkip.has(after.event) && is.s < was.s) {
      law('skip', is.skipSteps === undefined, after, `${was.target} still skips its steps`);
    }
  }
  for (const { target, s, phase, skipSteps } of after.state.targets) {
    law(
      'skip',
      skipSteps === undefined || (s < whole && phase !== 'Rejected'),
      after,
      `${target} has no steps to skip`,
    );
  }
}

/** What was spent stays spent while its day is kept, but where an older head is put back on top. */
export function checkBudgets(before: LiveCommit, after: LiveCommit): void {
  if (after.event === 'restore') return;
  const days = new Map(
    after.state.budgets.flatMap(({ slo, days: kept }) => kept.map((day) => [`${slo} ${day.day}`, day] as const)),
  );
  for (const { slo, days: known } of before.state.budgets) {
    for (const { day, good, total } of known) {
      const is = days.get(`${slo} ${day}`);
      const grows = is === undefined || (is.total >= total && is.total - is.good >= total - good);
      law('budgets', grows, after, `${slo} has spent less on ${day}`);
    }
  }
}

/** An attempt's spending only grows, and nobody's else is kept. */
export function checkSpent(before: LiveCommit, after: LiveCommit): void {
  const spent = new Map(after.state.spent.map((each) => [spentKey(each), each]));
  for (const { target, attempt } of spent.values()) {
    const entry = entryIn(after.state, target);
    const isOwn = entry?.attempt.intent === attempt.intent && entry.attempt.n === attempt.n;
    law('spent', isOwn, after, `${target} has what another attempt spent`);
  }
  if (after.event === 'restore') return;
  for (const was of before.state.spent) {
    const entry = entryIn(after.state, was.target);
    const goesOn = entry?.attempt.intent === was.attempt.intent && entry.attempt.n === was.attempt.n;
    const is = spent.get(spentKey(was));
    const isKept = is !== undefined && is.bad >= was.bad && is.total >= was.total && is.forMs >= was.forMs;
    const hasSlo = after.main.intent.mesh.slos.some(({ namespace, name }) => `${namespace}/${name}` === was.slo);
    law('spent', !goesOn || !hasSlo || isKept, after, `${was.target} got back what it spent`);
  }
}

function checkFreeze(before: LiveCommit, after: LiveCommit): void {
  const [was, is] = [before.state.frozen, after.state.frozen];
  if (after.event === 'freeze') law('freeze', was === null && is?.since === after.at, after);
  else if (after.event === 'unfreeze') law('freeze', was !== null && is === null, after);
  else law('freeze', JSON.stringify(was) === JSON.stringify(is), after, 'it came or went by itself');
  law('freeze', was === null || after.event !== 'raise', after, `${after.target} goes up while all is frozen`);
}

function sameTry(a: Entry, b: Entry): boolean {
  return a.toDigest === b.toDigest && a.attempt.intent === b.attempt.intent && a.attempt.n === b.attempt.n;
}
