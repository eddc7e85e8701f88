/** L(I, Ω): the live tree, as changes over the intent's. */

import { editShares } from '../../policies/edit.ts';
import { targetsOf } from './intent.ts';
import type { Intent } from './intent.ts';
import { liveItems } from './items.ts';
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
    texts.set(file, editShares(text, view.rule.source, items));
  }
  const changes = [...texts].filter(([file, text]) => text !== intent.files.get(file));
  const stateText = printState(state);
  if (stateText !== null) changes.push([statePath, stateText]);
  return new Map(changes.sort(([a], [b]) => (a < b ? -1 : 1)));
}
