/** Rules that came from another repository, and no longer are what came. */

import type { Finding } from './finding.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';
import { changedRules, digestOfRules, hashOfRule, type RuleFiles, type RuleOrigin } from './rule-origin.ts';

/** A repository's files; those that are `apart` were named by themselves, and nothing is known of what stands beside them. */
type Texts = ReadonlyMap<string, { readonly text: string; readonly apart?: true }>;

/** Where a folder holds other rules than its origin says. */
export function originFindings(origins: readonly Part<'origin'>[], texts: Texts): readonly Finding[] {
  return origins.flatMap(({ object, draft: { origin } }) => {
    const { file } = object.document;
    if (texts.get(file)?.apart === true) return [];
    const what = differenceOf(origin, rulesBelow(file.slice(0, file.lastIndexOf('/') + 1), texts));
    if (what === null) return [];
    const found = findingAt(object, {
      rule: 'rules-changed',
      severity: 'error',
      message: `These rules are not what was pulled from ${origin.source} at ${origin.commit.slice(0, 7)}: ${what}`,
      remedy: 'Pull them again, and change them where they come from; or remove this object: then they are your own.',
      path: ['spec', 'digest'],
    });
    return [found];
  });
}

/** All that would judge: whatever its name is. */
function rulesBelow(folder: string, texts: Texts): RuleFiles {
  const files = [...texts].filter(([path]) => path.startsWith(folder) && path.endsWith('.rego'));
  return new Map(files.map(([path, { text }]) => [path.slice(folder.length), hashOfRule(text)]));
}

const mostNamed = 5;

function differenceOf({ files, digest }: RuleOrigin, here: RuleFiles): string | null {
  const changes = changedRules(files, here);
  if (changes.length === 0) return digest === digestOfRules(files) ? null : 'the digest is that of other files';
  const named = changes.slice(0, mostNamed).map(({ path, how }) => `${path} was ${how}`);
  const more = changes.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
