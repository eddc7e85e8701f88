/** Edits of the order: commits change places, are left out, or are told twice. */

import { type Draft, readDraft } from '../branch-draft.ts';
import type { Edited, Editor, Subject } from './editor.ts';

export const orderEdits: readonly Editor[] = [
  { name: 'two change places', make: (subject) => moved(subject, 1) },
  { name: 'one comes later', make: (subject) => moved(subject, 2 + subject.pick(4)) },
  { name: 'one is left out', make: leftOut },
  { name: 'one is told twice', make: toldTwice },
];

function moved(subject: Subject, by: number): Edited | null {
  const [first, ...others] = draftsFrom(subject, by + 1);
  if (first === undefined || others.every((other) => isSame(first, other))) return null;
  const drafts = [...others, first];
  return { drafts, taken: by + 1, named: drafts.map((_draft, at) => at), needsSignature: drafts.some(isForSignature) };
}

/** What comes next is the first that can tell. */
function leftOut(subject: Subject): Edited {
  const [draft, next] = draftsFrom(subject, 2);
  const isLost = draft === undefined || isForSignature(draft) || (next !== undefined && isBegunAnew(draft, next));
  return { drafts: [], taken: 1, named: [0], needsSignature: isLost };
}

/** What was said of a walk leaves no trace where it ends right then, or main asks for something else. */
function isBegunAnew({ message }: Draft, next: Draft): boolean {
  const walks = [...message.matchAll(/^Sluice-Target: (\S+) /gm)].map(([, name = '']) => name);
  const lines = [...next.message.matchAll(/^Sluice-Target: (\S+) \S+ (\S+)/gm)];
  const ended = lines.filter(([, , phase]) => phase !== 'Held' && (phase !== 'Progressing' || isAccept(next)));
  return walks.every((name) => ended.some(([, each]) => each === name));
}

function isAccept({ message }: Draft): boolean {
  return message.startsWith('Accept ');
}

function toldTwice({ draft }: Subject): Edited {
  return { drafts: [draft, draft], taken: 1, named: [1], needsSignature: isForSignature(draft) };
}

/** Such a commit changes nothing: it is there to be signed. */
function isForSignature({ message }: Draft): boolean {
  return message.startsWith('Restore ');
}

function draftsFrom({ branch, index }: Subject, count: number): readonly Draft[] {
  return branch.live.slice(index, index + count).map((oid) => readDraft(branch.git, oid));
}

function isSame(a: Draft, b: Draft): boolean {
  return a.tree === b.tree && a.message === b.message && a.at === b.at;
}
