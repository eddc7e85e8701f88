/** What a repository's own rules define: read from opa's syntax trees, so nothing is guessed from their text. */

/** The packages that judge changes by a `deny`, raises by a `hold`, or why there is nothing to judge with. */
export type OwnPackages =
  | { readonly ok: true; readonly packages: readonly JudgingPackage[] }
  | { readonly ok: false; readonly reason: string; readonly index: number | null };

/** `data` aside, the parts of its name. */
type Package = readonly string[];

interface JudgingPackage {
  readonly parts: Package;
  readonly deny: boolean;
  readonly hold: boolean;
}

/** The query that gives `[file, tree]` for each file of the input. */
export const treesQuery = '[[file, tree] | some file, text in input; tree := rego.parse_module(file, text)]';

/** Reads the answer to `treesQuery`, whose files are `own/<index>.rego`. */
export function readPackages(answer: string): OwnPackages {
  const trees = valueOf(JSON.parse(answer));
  const packages = new Map<string, JudgingPackage>();
  for (const [file, tree] of trees) {
    const index = Number(/\d+/.exec(String(file))?.[0] ?? 0);
    const parts = packageOf(tree);
    if (parts[0] === 'sluice') {
      const reason = `the package ${parts.join('.')} is one of Sluice's own; choose a name that does not begin with sluice`;
      return { ok: false, reason, index };
    }
    const rules = rulesOf(tree);
    const denies = rules.filter((rule) => nameOf(rule) === 'deny');
    const holds = rules.filter((rule) => nameOf(rule) === 'hold');
    const unset = [...denies, ...holds].find((rule) => !isSet(rule));
    if (unset !== undefined) {
      const name = nameOf(unset) === 'deny' ? 'deny' : 'hold';
      const reason = `a ${name} that is no set would pass when it does not hold; write: ${name} contains message if { ... }`;
      return { ok: false, reason, index };
    }
    const key = JSON.stringify(parts);
    const known = packages.get(key);
    const deny = denies.length > 0 || known?.deny === true;
    const hold = holds.length > 0 || known?.hold === true;
    if (deny || hold) packages.set(key, { parts, deny, hold });
  }
  if (packages.size === 0) {
    return {
      ok: false,
      reason: "none of the repository's own rules has a deny or a hold, so they would judge nothing",
      index: 0,
    };
  }
  return { ok: true, packages: [...packages.values()] };
}

/** The module through which `rego/main.rego` finds these rules. */
export function reportsModule(packages: readonly JudgingPackage[]): string {
  const lines = packages.flatMap(({ parts, deny, hold }) => [
    ...(deny ? [`reports[${JSON.stringify(parts.join('.'))}] := ${referenceTo(parts, 'deny')}\n`] : []),
    ...(hold ? [`holds[${JSON.stringify(parts.join('.'))}] := ${referenceTo(parts, 'hold')}\n`] : []),
  ]);
  return `package sluice.own\n\n${lines.join('\n')}`;
}

function referenceTo(parts: Package, name: string): string {
  return `data${[...parts, name].map((part) => `[${JSON.stringify(part)}]`).join('')}`;
}

/** A module is named by `data` and its package; a rule's name is the first part of its head. */
function packageOf(tree: unknown): Package {
  const path = items(member(member(tree, 'package'), 'path'));
  return path.slice(1).map((part) => String(member(part, 'value')));
}

function rulesOf(tree: unknown): readonly unknown[] {
  return items(member(tree, 'rules'));
}

function nameOf(rule: unknown): unknown {
  return member(items(member(member(rule, 'head'), 'ref'))[0], 'value');
}

function isSet(rule: unknown): boolean {
  const head = member(rule, 'head');
  return (
    member(head, 'key') !== undefined && member(head, 'value') === undefined && items(member(head, 'ref')).length === 1
  );
}

/** The one value that `opa eval --format json` answers with. */
function valueOf(answer: unknown): readonly (readonly [file: unknown, tree: unknown])[] {
  const result = items(member(answer, 'result'))[0];
  const value = member(items(member(result, 'expressions'))[0], 'value');
  return items(value).map((pair) => {
    const [file, tree] = items(pair);
    return [file, tree] as const;
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
