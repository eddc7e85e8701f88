/** Edits of times: a commit is told of another moment. */

import { readDraft } from '../branch-draft.ts';
import { changed, type Edited, type Editor, type Subject } from './editor.ts';

const second = 1_000;
const shifts: readonly (readonly [string, number])[] = [
  ['a second', second],
  ['a minute', 60 * second],
  ['an hour', 3_600 * second],
  ['a week', 7 * 24 * 3_600 * second],
];

export const timeEdits: readonly Editor[] = [
  ...shifts.flatMap(([name, ms]) =>
    [ms, -ms].map((shift): Editor => ({
      name: `${name} ${shift > 0 ? 'later' : 'earlier'}`,
      make: (subject) => timeEdit(subject, shift),
    })),
  ),
  {
    name: 'written and committed at two times',
    make: ({ draft }) => changed({ ...draft, authoredAt: draft.at - 60 * second }),
  },
];

/** Clocks differ by so much at most: a time that passes its neighbours' by less is none that can't be. */
const skewMs = 5 * second;

/** Between its neighbours a time says little that anything else could contradict. */
function timeEdit({ draft, branch, index }: Subject, shift: number): Edited {
  const at = draft.at + shift;
  const [earlier = at, later = at] = [index - 1, index + 1].map((each) => {
    const oid = branch.live[each];
    return oid === undefined ? at : readDraft(branch.git, oid).at;
  });
  return changed({ ...draft, at }, at >= earlier - skewMs && at <= later + skewMs, [0, 1]);
}
