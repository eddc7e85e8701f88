/** Edits of messages: every line in every way that leaves another message. */

import { changed, type Edited, type Editor, type Subject } from './editor.ts';
import { readDraft } from '../branch-draft.ts';
import { targetsOf } from '../../../reconciler/live/intent.ts';
import { readSaid } from '../../../reconciler/verify/said.ts';
import { otherLetter } from './letters.ts';

const names = ['Sluice-Intent', 'Sluice-Target', 'Sluice-Reason', 'Sluice-Evidence', 'Sluice-By'];
const ways = ['altered', 'gone', 'twice', 'of another', 'added'] as const;

/** Words that only who said them knows: the reason of everything that a person says but a freeze, which the state keeps. */
const spoken = /^(Abort|Pause|Resume|Retry|Skip steps of|Promote now|Unfreeze|Restore)/;

export const trailerEdits: readonly Editor[] = [
  ...names.flatMap((name) =>
    ways
      // Every message has its intent.
      .filter((way) => name !== 'Sluice-Intent' || way !== 'added')
      .map((way) => ({ name: `${name} ${way}`, make: (subject: Subject) => trailerEdit(subject, name, way) })),
  ),
  { name: 'subject altered', make: (subject) => subjectEdit(subject, 'altered') },
  { name: 'subject of another', make: (subject) => subjectEdit(subject, 'of another') },
  ...['Sluice-Note: x', 'Signed-off-by: Ada <ada@example.org>', '', 'free words'].map((line) => ({
    name: `a line more: ${JSON.stringify(line)}`,
    make: ({ draft }: Subject) => changed({ ...draft, message: `${draft.message}${line}\n` }),
  })),
];

async function trailerEdit(subject: Subject, name: string, way: (typeof ways)[number]): Promise<Edited | null> {
  const { draft, pick } = subject;
  const lines = draft.message.slice(0, -1).split('\n');
  const places = lines.flatMap((line, at) => (line.startsWith(`${name}: `) ? [at] : []));
  const at = places[pick(places.length)];
  const next = at === undefined ? added(subject, lines, name, way) : edited(subject, lines, at, name, way);
  if (next === null) return null;
  const message = `${next.join('\n')}\n`;
  if (message === draft.message) return null;
  const isSpoken = name === 'Sluice-Reason' && way !== 'twice' && spoken.test(lines[0] ?? '');
  const isIdle =
    name === 'Sluice-Evidence' && way === 'altered' && (await saysTheSame(subject, draft.message, message));
  return changed({ ...draft, message }, isSpoken || isIdle);
}

/** The tape says when within the step each count came, and only some of that has consequences. */
async function saysTheSame({ branch, draft }: Subject, ...messages: readonly string[]): Promise<boolean> {
  const { intent } = await branch.source.readIntent(draft.parents[1] ?? '');
  const rollouts = new Map(
    [...targetsOf(intent.mesh)].map(([target, { rollout }]) => [target.slice(target.indexOf('/') + 1), rollout]),
  );
  const [was = [], is = []] = messages.map((message) => {
    const said = readSaid(message);
    return typeof said === 'string' ? [] : [...said.evidence];
  });
  const replayed = [was, is].map((all) =>
    all.map(([name, record]) => {
      const rollout = rollouts.get(name) ?? null;
      const again = rollout === null ? null : branch.source.replay(rollout, record);
      if (again?.kind !== 'replayed') return null;
      const { verdict, weight, heldMs, complete } = again;
      return JSON.stringify([name, verdict.kind, verdict.reason, weight, heldMs, complete]);
    }),
  );
  return replayed[0]?.[0] === replayed[1]?.[0] && typeof replayed[1]?.[0] === 'string';
}

function edited(
  subject: Subject,
  lines: readonly string[],
  at: number,
  name: string,
  way: (typeof ways)[number],
): readonly string[] | null {
  const line = lines[at] ?? '';
  const value = line.slice(name.length + 2);
  const [head, tail] = [lines.slice(0, at), lines.slice(at + 1)];
  switch (way) {
    case 'altered': {
      const other = otherLetter(value, subject.pick);
      return other === null ? null : [...head, `${name}: ${other}`, ...tail];
    }
    case 'gone':
      return [...head, ...tail];
    case 'twice':
      return [...head, line, line, ...tail];
    case 'of another': {
      const other = lineOfAnother(subject, name);
      return other === null || other === line ? null : [...head, other, ...tail];
    }
    case 'added':
      return null;
  }
}

/** In the order in which messages have their lines. */
function added(
  subject: Subject,
  lines: readonly string[],
  name: string,
  way: (typeof ways)[number],
): readonly string[] | null {
  const other = way === 'added' ? lineOfAnother(subject, name) : null;
  if (other === null) return null;
  const later = names.slice(names.indexOf(name) + 1);
  const place = lines.findIndex((line) => later.some((each) => line.startsWith(`${each}: `)));
  return place < 0 ? [...lines, other] : [...lines.slice(0, place), other, ...lines.slice(place)];
}

function lineOfAnother({ branch, pick }: Subject, name: string): string | null {
  const { message } = readDraft(branch.git, branch.live[pick(branch.live.length)] ?? '');
  return message.split('\n').find((line) => line.startsWith(`${name}: `)) ?? null;
}

function subjectEdit({ branch, draft, pick }: Subject, way: 'altered' | 'of another'): Edited | null {
  const [subject = '', ...rest] = draft.message.split('\n');
  const another = readDraft(branch.git, branch.live[pick(branch.live.length)] ?? '').message.split('\n')[0];
  const other = way === 'altered' ? otherLetter(subject, pick) : (another ?? null);
  return other === null || other === subject ? null : changed({ ...draft, message: [other, ...rest].join('\n') });
}
