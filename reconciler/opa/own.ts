/** What a repository's own rules define: read from opa's syntax trees, so nothing is guessed from their text. */

import { conftestLines, conftestRule, isConftest, type ConftestPackage } from './own-conftest.ts';
import { items, member, nameOf, packageOf, rulesOf, treesOf, type Package } from './syntax-tree.ts';

/** The packages that judge changes by a `deny`, raises by a `hold`, or why there is nothing to judge with. */
export type OwnPackages =
  | { readonly ok: true; readonly packages: readonly JudgingPackage[]; readonly conftest: readonly ConftestPackage[] }
  | { readonly ok: false; readonly reason: string; readonly index: number | null };

interface JudgingPackage {
  readonly parts: Package;
  readonly deny: boolean;
  readonly hold: boolean;
}

/** The query that gives `[file, tree]` for each file of the input. */
export const treesQuery = '[[file, tree] | some file, text in input; tree := rego.parse_module(file, text)]';

/** Reads the answer to `treesQuery`, whose files are so many `own/<index>.rego`. */
export function readPackages(answer: string, count: number): OwnPackages {
  const trees = treesOf(JSON.parse(answer));
  // A file that has no tree would be compiled all the same, and nobody had seen what it calls itself.
  return trees.length === count
    ? packagesOf(trees)
    : { ok: false, reason: "opa can't read all of these rules", index: null };
}

function packagesOf(trees: ReturnType<typeof treesOf>): OwnPackages {
  const packages = new Map<string, JudgingPackage>();
  const conftest = new Map<string, ConftestPackage>();
  for (const [file, tree] of trees) {
    const index = Number(/\d+/.exec(String(file))?.[0] ?? 0);
    const parts = packageOf(tree);
    const rules = rulesOf(tree);
    const reason = refusalOf(parts, rules);
    if (reason !== null) return { ok: false, reason, index };
    const key = JSON.stringify(parts);
    if (isConftest(parts)) {
      const names = rules.map(nameOf).filter((name) => name === 'exception' || conftestRule(name) !== null);
      const known = conftest.get(key)?.names ?? [];
      conftest.set(key, { parts, names: [...new Set([...known, ...names])].toSorted() });
      continue;
    }
    const known = packages.get(key);
    const deny = rules.some((rule) => nameOf(rule) === 'deny') || known?.deny === true;
    const hold = rules.some((rule) => nameOf(rule) === 'hold') || known?.hold === true;
    if (deny || hold) packages.set(key, { parts, deny, hold });
  }
  const asked = [...conftest.values()].filter(({ names }) => names.some((name) => name !== 'exception'));
  if (packages.size + asked.length > 0) return { ok: true, packages: [...packages.values()], conftest: asked };
  return {
    ok: false,
    reason: "none of the repository's own rules has a deny or a hold, so they would judge nothing",
    index: 0,
  };
}

/** Why a module can't be taken; null where it can. */
function refusalOf(parts: Package, rules: readonly unknown[]): string | null {
  if (parts[0] === 'sluice') {
    return `the package ${parts.join('.')} is one of Sluice's own; choose a name that does not begin with sluice`;
  }
  const judging = isConftest(parts)
    ? rules.filter((rule) => conftestRule(nameOf(rule)) !== null)
    : rules.filter((rule) => nameOf(rule) === 'deny' || nameOf(rule) === 'hold');
  const unset = judging.find((rule) => !isSet(rule));
  if (unset === undefined) return null;
  const name = nameOf(unset);
  return `a ${name} that is no set would pass when it does not hold; write: ${name} contains message if { ... }`;
}

/** The module through which `rego/main.rego` finds these rules. */
export function reportsModule(packages: readonly JudgingPackage[], conftest: readonly ConftestPackage[] = []): string {
  const lines = packages.flatMap(({ parts, deny, hold }) => [
    ...(deny ? [`reports[${JSON.stringify(parts.join('.'))}] := ${referenceTo(parts, 'deny')}\n`] : []),
    ...(hold ? [`holds[${JSON.stringify(parts.join('.'))}] := ${referenceTo(parts, 'hold')}\n`] : []),
  ]);
  return `package sluice.own\n\n${[...lines, ...conftest.flatMap(conftestLines)].join('\n')}`;
}

function referenceTo(parts: Package, name: string): string {
  return `data${[...parts, name].map((part) => `[${JSON.stringify(part)}]`).join('')}`;
}

function isSet(rule: unknown): boolean {
  const head = member(rule, 'head');
  return (
    member(head, 'key') !== undefined && member(head, 'value') === undefined && items(member(head, 'ref')).length === 1
  );
}
