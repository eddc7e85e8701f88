/** The pages of a repository's own rules: what their METADATA says, and where they stand. */

import type { Severity } from '../../policies/finding.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { printable } from '../render/printable.ts';
import type { RulePage } from '../render/rule-page.ts';
import { metadataAbove, textOf } from './metadata.ts';
import { conftestRule, isConftest } from './own-conftest.ts';

interface OwnRule {
  readonly name: string;
  readonly severity: Severity;
  readonly file: string;
  /** Of the rule or else of its package. */
  readonly about: JsonObject | null;
}

/**
 * Of the rules in these files (path → text), by the names that findings give them. They are read line by line: nobody
 * needs opa for a page, and a rule that is written in a way that this doesn't see goes without one.
 */
export function ownPages(texts: ReadonlyMap<string, string>): readonly RulePage[] {
  const files = [...texts].filter(([file]) => file.endsWith('.rego') && !file.endsWith('_test.rego'));
  const byName = Map.groupBy(
    files.flatMap(([file, text]) => rulesIn(file, text.split(/\r?\n/))),
    ({ name }) => name,
  );
  return [...byName.values()].flatMap((rules) => {
    const rule = rules.find(({ about }) => about !== null) ?? rules[0];
    return rule === undefined ? [] : [pageOf(rule)];
  });
}

function rulesIn(file: string, lines: readonly string[]): readonly OwnRule[] {
  const head = lines.findIndex((line) => !/^\s*(?:#|$)/.test(line));
  const [, name] = /^package\s+(\w+(?:\.\w+)*)\s*(?:#|$)/.exec(lines[head] ?? '') ?? [];
  if (name === undefined) return [];
  const ofPackage = metadataAbove(lines, head);
  return lines.flatMap((line, i): readonly OwnRule[] => {
    const [word = ''] = /^\w+/.exec(line) ?? [];
    const about = metadataAbove(lines, i) ?? ofPackage;
    if (isConftest(name.split('.'))) {
      const severity = conftestRule(word)?.severity;
      return severity === undefined ? [] : [{ name: `own/${name}.${word}`, severity, file, about }];
    }
    return word === 'deny' || word === 'hold' ? [{ name: `own/${name}`, severity: 'error', file, about }] : [];
  });
}

function pageOf({ name, severity, file, about }: OwnRule): RulePage {
  const custom = isObject(about?.['custom']) ? about['custom'] : {};
  const title = shown(textOf(about?.['title']));
  const place = `It stands in ${printable(file)}.`;
  const description = shown(textOf(about?.['description']));
  return {
    name,
    category: 'own',
    severity,
    title: title === '' ? "A rule of this repository's own" : title,
    description: description === '' ? place : `${description}\n\n${place}`,
    remedy: shown(textOf(custom['remedy'])),
    isFixed: false,
  };
}

/** Anybody may have written it, and it goes to terminals. */
function shown(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
