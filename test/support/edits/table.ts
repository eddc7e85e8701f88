/** All kinds of edits. */

import type { Editor } from './editor.ts';
import { orderEdits } from './order.ts';
import { parentEdits } from './parent.ts';
import { timeEdits } from './time.ts';
import { trailerEdits } from './trailer.ts';
import { treeEdits } from './tree.ts';

export type EditKind = 'trailer' | 'tree' | 'parent' | 'order' | 'time';

export const editors: Readonly<Record<EditKind, readonly Editor[]>> = {
  trailer: trailerEdits,
  tree: treeEdits,
  parent: parentEdits,
  order: orderEdits,
  time: timeEdits,
};
