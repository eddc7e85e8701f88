/** The page of every rule that a finding may name. */

import { ownPages } from '../opa/own-pages.ts';
import { readRulePages } from '../opa/rule-pages.ts';
import { alarmRules } from '../render/alarm-rules.ts';
import { formatRules } from '../render/format-rules.ts';
import type { RulePage } from '../render/rule-page.ts';

/** By name: the rules that ship, what the readers and the reconciler say, and the own rules among these files (path → text). */
export async function readPages(texts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, RulePage>> {
  const pages = [...(await readRulePages()), ...formatRules, ...alarmRules, ...ownPages(texts)];
  return new Map(pages.map((page) => [page.name, page]));
}
