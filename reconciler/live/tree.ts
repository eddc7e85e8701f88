/** L(I, Ω): the live tree, as changes over the intent's. */

import { editShares } from '../../policies/edit.ts';
import { targetsOf } from './intent.ts';
import type { Intent, TargetView } from './intent.ts';
import { liveItems, type LiveItem } from './items.ts';
import { printState } from './state-file.ts';
import { statePath } from './state.ts';
import type { LiveState } from './state.ts';

/** Path → new text (null: removed) of each file in which the live tree differs from the intent's; sorted by path. */
export function liveChanges(intent: Intent, state: LiveState): ReadonlyMap<string, string | null> {
  const texts = new Map<string, string>();
  const targets = targetsOf(intent.mesh);
  for (const entry of state.targets) {
    const view = targets.get(entry.target);
    const items = view === undefined ? null : liveItems(view, entry);
    if (view === undefined || items === null) continue;
    const { file } = view.rule.source;
    const text = texts.get(file) ?? intent.files.get(file);
    if (text === undefined) throw new Error(`the intent ${intent.oid} has no text of ${file}`);
    texts.set(file, edited(text, view.rule, items));
  }
  const changes = [...texts].filter(([file, text]) => text !== intent.files.get(file));
  const stateText = printState(state);
  if (stateText !== null) changes.push([statePath, stateText]);
  return new Map(changes.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The same for a state that somebody may have written who is not Sluice: a text says why it fits no such intent. What
 * its lists hold is whole JSON from outside, and the editor throws for whatever it can't write.
 */
export function claimedChanges(intent: Intent, state: LiveState): ReturnType<typeof liveChanges> | string {
  try {
    return liveChanges(intent, state);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The last edit of each rule: while other walks move, the same is asked again and again. */
const lastEdits = new WeakMap<
  TargetView['rule'],
  { readonly key: string; readonly text: string; readonly to: string }
>();

function edited(text: string, rule: TargetView['rule'], items: readonly LiveItem[]): string {
  const key = JSON.stringify(items);
  const last = lastEdits.get(rule);
  if (last?.key === key && last.text === text) return last.to;
  const to = editShares(text, rule.source, items);
  lastEdits.set(rule, { key, text, to });
  return to;
}
