/** Edits of trees: the state file, weights in policies, other files, whole trees. */

import { statePath } from '../../../reconciler/live/state.ts';
import { changed, type Edited, type Editor, type Subject } from './editor.ts';
import { readDraft } from '../branch-draft.ts';
import { otherLetter } from './letters.ts';

export const treeEdits: readonly Editor[] = [
  ...['s', 'phase', 'reason', 'since', '"n"', 'intent', 'share', 'at', 'walkDigest', 'toDigest', ''].map((field) => ({
    name: field === '' ? 'any line of the state' : `${field} in the state`,
    make: (subject: Subject) => lineEdit(subject, (path) => path === statePath, stateLine(field)),
  })),
  { name: 'no state file', make: (subject) => fileEdit(subject, statePath, null) },
  { name: 'a weight', make: (subject) => lineEdit(subject, isRoute, /weight: \d/) },
  { name: 'any line of a policy', make: (subject) => lineEdit(subject, (path) => path !== statePath, /./) },
  { name: 'a policy more', make: (subject) => fileEdit(subject, 'routes/more.yaml', '# more\n') },
  { name: 'another file more', make: (subject) => fileEdit(subject, 'README', 'more\n') },
  { name: 'a policy less', make: policyLess },
  { name: 'the tree of another', make: treeOfAnother },
];

function stateLine(field: string): RegExp {
  return field === '' ? /: *[^ ]/ : new RegExp(`(?:^|[ {])${field}: *[^ ]`);
}

function isRoute(path: string): boolean {
  return path.startsWith('routes/');
}

/** One letter of the value of a line that is like this. */
async function lineEdit(subject: Subject, isFile: (path: string) => boolean, like: RegExp): Promise<Edited | null> {
  const { branch, draft, pick } = subject;
  const { files } = await branch.git.readTree(draft.tree);
  const places = [...files].flatMap(([path, { text }]) =>
    isFile(path) ? text.split('\n').flatMap((line, at) => (like.test(line) ? [{ path, text, at }] : [])) : [],
  );
  const place = places[pick(places.length)];
  if (place === undefined) return null;
  const lines = place.text.split('\n');
  const line = lines[place.at] ?? '';
  const [found = ''] = like.exec(line) ?? [];
  const from = line.indexOf(found) + Math.max(0, found.length - 1);
  const other = otherLetter(line.slice(from), pick);
  if (other === null) return null;
  const next = line.slice(0, from) + other;
  lines[place.at] = next;
  const edited = await fileEdit(subject, place.path, lines.join('\n'));
  return edited === null ? null : { ...edited, needsSignature: isNear(line, next) };
}

/** A moment that the state names lies up to two minutes before its commit's, and by which of them nothing else tells. */
function isNear(line: string, next: string): boolean {
  const [was, is] = [line, next].map((each) => Date.parse(/^ *(?:since|at): (\S+)$/.exec(each)?.[1] ?? ''));
  return Math.abs((was ?? Number.NaN) - (is ?? Number.NaN)) <= 125_000;
}

/** What a state says may be right by itself, and then what comes next doesn't follow from it. */
async function fileEdit({ branch, draft }: Subject, path: string, text: string | null): Promise<Edited | null> {
  const tree = await branch.git.writeTree(draft.tree, new Map([[path, text]]));
  return tree === draft.tree ? null : changed({ ...draft, tree }, false, path === statePath ? [0, 1] : [0]);
}

async function policyLess(subject: Subject): Promise<Edited | null> {
  const { files } = await subject.branch.git.readTree(subject.draft.tree);
  const paths = [...files.keys()].filter((path) => path !== statePath);
  return fileEdit(subject, paths[subject.pick(paths.length)] ?? '', null);
}

function treeOfAnother({ branch, draft, pick }: Subject): Edited | null {
  const { tree } = readDraft(branch.git, branch.live[pick(branch.live.length)] ?? '');
  return tree === draft.tree ? null : changed({ ...draft, tree });
}
