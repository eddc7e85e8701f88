/** The parts of opa's syntax trees that say what a module is called and what it defines. */

/** `data` aside, the parts of its name. */
export type Package = readonly string[];

/** The one value that `opa eval --format json` answers `treesQuery` with. */
export function treesOf(answer: unknown): readonly (readonly [file: unknown, tree: unknown])[] {
  const result = items(member(answer, 'result'))[0];
  const value = member(items(member(result, 'expressions'))[0], 'value');
  return items(value).map((pair) => {
    const [file, tree] = items(pair);
    return [file, tree] as const;
  });
}

/** What opa wrote as JSON; null where it wrote something else. */
export function parsedAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A module is named by `data` and its package. */
export function packageOf(tree: unknown): Package {
  const path = items(member(member(tree, 'package'), 'path'));
  return path.slice(1).map((part) => String(member(part, 'value')));
}

export function rulesOf(tree: unknown): readonly unknown[] {
  return items(member(tree, 'rules'));
}

/** A rule's name is the first part of its head. */
export function nameOf(rule: unknown): string {
  return String(member(items(member(member(rule, 'head'), 'ref'))[0], 'value'));
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
