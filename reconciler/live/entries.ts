/** Looking up and replacing one target's entry in Ω. What an attempt spent goes with its entry. */

import { compareText } from '../../policies/finding.ts';
import { spentByAttempts } from './spent.ts';
import type { Entry, LiveState, Settled } from './state.ts';

export function entryOf(state: LiveState, target: string): Entry | undefined {
  return state.targets.find((entry) => entry.target === target);
}

/** The state with this entry in place of the target's earlier one. */
export function withEntry(state: LiveState, entry: Entry): LiveState {
  return withEntries(state, [...state.targets.filter((each) => each.target !== entry.target), entry]);
}

export function withoutEntry(state: LiveState, target: string): LiveState {
  return withEntries(
    state,
    state.targets.filter((entry) => entry.target !== target),
  );
}

/** The state with exactly these entries, sorted. */
export function withEntries(state: LiveState, entries: readonly Entry[]): LiveState {
  return { ...state, targets: [...entries].sort(byTarget), spent: spentByAttempts(state.spent, entries) };
}

/** The state that remembers this promotion in place of the target's earlier one. */
export function withSettled(state: LiveState, settled: Settled): LiveState {
  const others = state.settled.filter((each) => each.target !== settled.target);
  return { ...state, settled: [...others, settled].sort(byTarget) };
}

function byTarget(a: { readonly target: string }, b: { readonly target: string }): number {
  return compareText(a.target, b.target);
}
