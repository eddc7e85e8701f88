/** Rules in conftest's manner: the package `main`, asked about one document at a time. See `rego/lib/conftest.rego`. */

import type { Package } from './syntax-tree.ts';

export interface ConftestPackage {
  readonly parts: Package;
  /** Its judging rules, and `exception` where it has one; sorted. */
  readonly names: readonly string[];
}

/** conftest's own default namespace, and what stands below it. */
export function isConftest(parts: Package): boolean {
  return parts[0] === 'main';
}

interface ConftestRule {
  readonly severity: 'error' | 'warning';
  /** What an exception calls it: the rest of its name. */
  readonly excusedAs: string;
}

/** What a rule of such a name judges; null where it judges nothing. */
export function conftestRule(name: string): ConftestRule | null {
  const [, word, excusedAs = ''] = /^(deny|violation|warn)(?:_([a-zA-Z0-9_]+))?$/.exec(name) ?? [];
  if (word === undefined) return null;
  return { severity: word === 'warn' ? 'warning' : 'error', excusedAs };
}

/** The rules by which `sluice.own` asks such a package. */
export function conftestLines({ parts, names }: ConftestPackage): readonly string[] {
  const at = (name: string): string => `data${[...parts, name].map((part) => `[${JSON.stringify(part)}]`).join('')}`;
  const excuse = names.includes('exception')
    ? (rule: string): readonly string[] => [
        `\texceptions := ${at('exception')} with input as subject.input`,
        `\tnot data.sluice.lib.conftest.excused(exceptions, ${JSON.stringify(rule)})`,
      ]
    : () => [];
  return names.flatMap((name) => {
    const rule = conftestRule(name);
    if (rule === null) return [];
    const key = JSON.stringify([...parts, name].join('.'));
    const lines = [
      `reports[${key}] contains report if {`,
      '\tsome subject in data.sluice.lib.conftest.subjects',
      ...excuse(rule.excusedAs),
      `\tsaid := ${at(name)} with input as subject.input`,
      '\tsome item in said',
      `\treport := data.sluice.lib.conftest.report(item, subject.at, ${JSON.stringify(rule.severity)})`,
      '}',
      '',
    ];
    return [lines.join('\n')];
  });
}
