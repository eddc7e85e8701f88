/** Rules that came from another repository, and no longer are what came. */

import type { Finding } from './finding.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';
import { changedRules, digestOfRules, hashOfRule, type RuleFiles, type RuleOrigin } from './rule-origin.ts';

/** A repository's files; those that are `apart` were named by themselves, and nothing is known of what stands beside them. */
type Texts = ReadonlyMap<string, { readonly text: string; readonly apart?: true }>;

type Origin = Part<'origin'>;

/** Where a folder holds other rules than its origin says. However many origins there are, each file is looked at once. */
export function originFindings(origins: readonly Origin[], texts: Texts): readonly Finding[] {
  if (origins.length === 0) return [];
  const first = new Map<string, Origin>();
  for (const origin of origins) {
    const folder = folderOf(origin);
    if (!first.has(folder)) first.set(folder, origin);
  }
  const rules = rulesBelow(new Set(first.keys()), texts);
  return origins.flatMap((origin) => {
    const folder = folderOf(origin);
    const speaker = first.get(folder) ?? origin;
    if (speaker !== origin) return [secondOrigin(origin, speaker)];
    if (texts.get(origin.object.document.file)?.apart === true) return [];
    const what = differenceOf(origin.draft.origin, rules.get(folder) ?? new Map<string, string>());
    return what === null ? [] : [changed(origin, what)];
  });
}

function changed({ object, draft: { origin } }: Origin, what: string): Finding {
  return findingAt(object, {
    rule: 'rules-changed',
    severity: 'error',
    message: `These rules are not what was pulled from ${origin.source} at ${origin.commit.slice(0, 7)}: ${what}`,
    remedy: 'Pull them again, and change them where they come from; or remove this object: then they are your own.',
    path: ['spec', 'digest'],
  });
}

function secondOrigin({ object }: Origin, speaker: Origin): Finding {
  return findingAt(object, {
    rule: 'rules-changed',
    severity: 'error',
    message: `The rules of this folder have an origin already, in ${speaker.object.document.file}`,
    remedy: 'Keep one of the two.',
    path: ['spec', 'digest'],
  });
}

/** With a slash at its end; empty for the root. */
function folderOf({ object }: Origin): string {
  return object.document.file.slice(0, object.document.file.lastIndexOf('/') + 1);
}

/** All that would judge below each of the folders, whatever its name is. */
function rulesBelow(folders: ReadonlySet<string>, texts: Texts): ReadonlyMap<string, RuleFiles> {
  const found = new Map<string, Map<string, string>>();
  for (const [path, { text }] of texts) {
    if (!path.endsWith('.rego')) continue;
    const above = foldersAbove(path).filter((folder) => folders.has(folder));
    if (above.length === 0) continue;
    const hash = hashOfRule(text);
    for (const folder of above) {
      const files = found.get(folder) ?? new Map<string, string>();
      found.set(folder, files.set(path.slice(folder.length), hash));
    }
  }
  return found;
}

/** `''`, `rules/`, `rules/office/` … */
function foldersAbove(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`)];
}

const mostNamed = 5;

function differenceOf({ files, digest }: RuleOrigin, here: RuleFiles): string | null {
  const changes = changedRules(files, here);
  if (changes.length === 0) return digest === digestOfRules(files) ? null : 'the digest is that of other files';
  const named = changes.slice(0, mostNamed).map(({ path, how }) => `${path} was ${how}`);
  const more = changes.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
