/** Faults to plant in `reconciler/live/`: each is a text that is there exactly once, and what a slip would make of it. */

export interface Fault {
  /** What is wrong with it, as a sentence. */
  readonly name: string;
  /** In `reconciler/live/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const fault = (file: string, name: string, find: string, replace: string): Fault => ({ name, file, find, replace });

export const faults: readonly Fault[] = [
  fault('shares.ts', 'raised shares are rounded up', 'Math.trunc((s *', 'Math.ceil((s *'),
  fault('shares.ts', 'the rest of the rounding is lost', 'if (rest === 0) return;', 'if (rest >= 0) return;'),
  fault(
    'shares.ts',
    'the rest goes beyond the ends',
    'Math.min(most, Math.max(to.get(key) ?? 0, now + rest))',
    'now + rest',
  ),
  fault('shares.ts', 'a step stops short of its weight', '>= weightPpm) high', '>= weightPpm - 1000) high'),
  fault('shares.ts', 'a new attempt gains by one part', '((room + 1) * whole)', '((room + 2000) * whole)'),
  fault('shares.ts', 'a destination named twice counts its last share', '(totals.get(key) ?? 0) + share', 'share'),
  fault('digest.ts', 'a definition is no part of the meaning', 'raised });', 'raised: raised.length });'),
  fault('digest.ts', 'the rule is no part of the meaning', '{ kind, to, rest, raised }', '{ kind, to, raised }'),
  fault('digest.ts', 'header edits are no part of the meaning', 'item.headers ?? null', 'null'),
  fault(
    'walk.ts',
    'a lowering leaves some of the way',
    "s: 0, phase: 'Rejected', reason }",
    "s: Math.min(entry.s, 10_000), phase: 'Rejected', reason }",
  ),
  fault('walk.ts', 'a denied revert lowers nothing', "s: 0, phase: 'Held', reason }", "phase: 'Held', reason }"),
  fault('walk.ts', 'a promotion remembers where it went', 'before: home, at: now', 'before: entry.to, at: now'),
  fault('walk.ts', 'a retried rejection goes on where it was', 'n: entry.attempt.n + 1 }', 'n: entry.attempt.n }'),
  fault('walk.ts', 'a retry keeps the old deadline', '    since: now,\n', ''),
  fault(
    'walk.ts',
    'a walk that is gone rejects',
    "pauses ? { ...entry, phase: 'Held', reason: 'no-walk' }",
    "pauses ? { ...entry, s: 0, phase: 'Held', reason: 'no-walk' }",
  ),
  fault('walk.ts', 'a suspended walk goes on', 'rollout !== null && !rollout.suspend', 'rollout !== null'),
  fault(
    'walk.ts',
    'a promotion is remembered for ever',
    'now - each.at <= settledForMs',
    'now - each.at <= 2 * settledForMs',
  ),
  fault('walk.ts', 'evidence releases a deadline', "new Set(['deadline', ", 'new Set(['),
  fault('events.ts', 'a refused intent is remembered for ever', 'settled, refused: [] }', 'settled }'),
  fault(
    'events.ts',
    'a walk that I had covers nothing in I′',
    '(view.rollout === null && was.rollout === null)',
    'view.rollout === null',
  ),
  fault('events.ts', 'a revert is a walk', 'if (sameShares(view.shares, entry.home)) return settledAsBefore;\n', ''),
  fault(
    'events.ts',
    'a fast commit takes every walk to its end',
    'if (!sameEnd && isFast(view, event))',
    'if (isFast(view, event))',
  ),
  fault('events.ts', 'a fast revert can be had twice', 'forget: true };', 'forget: false };'),
  fault(
    'events.ts',
    'in-flight destinations are not looked at',
    'if (findings.length > 0)',
    'if (findings.length > 9)',
  ),
  fault(
    'events.ts',
    'a renamed walk begins anew',
    'if (moved !== null)',
    "if (moved !== null && moved.phase === 'Progressing')",
  ),
  fault('attempt.ts', 'a redefined destination keeps its traffic', 'redefined ? 0 :', 'redefined && false ? 0 :'),
  fault(
    'attempt.ts',
    'another end starts from what is live',
    'beginWalk(view, entry.home, change)',
    'beginWalk(view, sharesAt(entry), change)',
  ),
  fault('new-key.ts', 'of two walks the wrong one moves', 'entry.target === answered', 'entry.target !== answered'),
  fault(
    'new-key.ts',
    'a new key begins at nothing',
    'return shares.length === 0 ? null',
    'return shares.length > 0 ? null',
  ),
  fault('resolve.ts', 'home may be removed', 'weightsAt(entry, entry.s), home,', 'weightsAt(entry, entry.s),'),
  fault('resolve.ts', 'an endpoint of any subset will do', 'labels.every(', 'labels.some(() => true) || labels.every('),
  fault('items.ts', 'items that only home has are dropped', '...spread(homeOnly, weights)]', ']'),
  fault(
    'live-mesh.ts',
    'a virtual host is served at its last weights',
    'if (last?.weights === weights)',
    'if (last !== undefined)',
  ),
  fault('join.ts', 'a raise wins over a lowering', 'b.s - a.s ||', 'a.s - b.s ||'),
  fault('join.ts', 'the try before lowers a retry', 'a.attempt.n - b.attempt.n ||', 'b.attempt.n - a.attempt.n ||'),
  fault(
    'join.ts',
    'a lowering speaks for another end',
    '|| !sameShares(view.shares, low.to)) return state',
    ') return state',
  ),
  fault(
    'join.ts',
    'a promotion makes a lowering void',
    'if (entry === undefined) return rejectedAgain(head, view, low, isLater);',
    'if (entry === undefined) return state;',
  ),
  fault('refusal.ts', 'a refusal undoes lowerings', 's: Math.min(before.s, now.s) }', 's: before.s }'),
  fault(
    'fleet.ts',
    "the fleet's lowering holds for any attempt",
    'return sameAttempt(entry.attempt, attempt) ?',
    'return sameAttempt(entry.attempt, attempt) || entry.s > 0 ?',
  ),
  fault(
    'fleet.ts',
    'an earlier try undoes a promotion in the fleet',
    '|| !sameAttempt(promoted.attempt, attempt)) return',
    ') return',
  ),
  fault('join.ts', 'an earlier try undoes a promotion', 'a.n > b.n :', 'a.n < b.n :'),
  fault('walk.ts', 'counts end a pause', "'paused', ", ''),
  fault(
    'walk.ts',
    'skipped steps outlive the climb',
    "...withoutSkip(entry), s: 0, phase: 'Rejected'",
    "...entry, s: 0, phase: 'Rejected'",
  ),
  fault('walk.ts', 'the end still wants its steps skipped', 's === whole ? withoutSkip(entry) : entry', 'entry'),
  fault('control.ts', 'a pause that ends keeps its old deadline', "reason: '', since: now }", "reason: '' }"),
  fault('control.ts', 'whatever holds can be resumed', " || entry.reason !== 'paused') return", ') return'),
  fault(
    'control.ts',
    'the rejected is promoted at once',
    "entry.phase === 'Rejected') return state;\n  const { intent, n }",
    'entry.s < 0) return state;\n  const { intent, n }',
  ),
  fault('control.ts', 'a promotion at once forgets home', 'before: entry.home, at: now', 'before: entry.to, at: now'),
  fault('control.ts', 'a lowering that is known undoes a promotion at once', 'wasLowered(entry) ? n + 1 : n', 'n'),
  fault('control.ts', 'deadlines run on under a freeze', 'return since + Math.max(', 'return since + 0 * Math.max('),
  fault(
    'control.ts',
    'a freeze said again is another',
    'state.frozen === null ? { ...state, frozen } : state',
    '{ ...state, frozen }',
  ),
  fault('state-file.ts', 'a freeze alone is not written down', 'if (!says && state.frozen === null)', 'if (!says)'),
  fault('refusal.ts', 'a refusal ends a freeze', 'refused: sorted, frozen, budgets }', 'refused: sorted, budgets }'),
  fault('refusal.ts', 'a refusal brings a pause back', "isLater || before.reason === 'paused' ? now", 'isLater ? now'),
  fault('join.ts', 'a lowering keeps the steps skipped', '...withoutSkip(entry),', '...entry,'),
  fault('budgets.ts', 'what two counted is added up', 'Math.max(a.total, b.total)', 'a.total + b.total'),
  fault('budgets.ts', 'days are kept for ever', '> now - windowMs', '> 0 * (now - windowMs)'),
  fault('spent.ts', 'of two counts of what was spent the smaller wins', 'Math.max(a.bad', 'Math.min(a.bad'),
  fault('spent.ts', 'a retry goes on with what was spent', 'attempts.has(', 'attempts.size > 0 || attempts.has('),
  fault('spent.ts', 'a renamed rule gets back what was spent', 'mergeSpent(spent, moved)', 'spent'),
  fault(
    'refusal.ts',
    'a refusal gives back what was spent',
    'mergeSpent(before.state.spent, current.state.spent)',
    'before.state.spent',
  ),
  fault('trailers.ts', 'a promotion at once is told as a revert', 'promoted ? whole : 0', '0'),
  fault('entry-text.ts', 'the state file rounds the way', 's: entry.s / whole', 's: Math.round(entry.s / 1000) / 1000'),
];
