/** The pages of the rules that ship, from the METADATA of their sources. */

import { compareText, severities } from '../../policies/finding.ts';
import { isObject } from '../../policies/json.ts';
import type { RulePage } from '../render/rule-page.ts';
import { metadataAbove, textOf } from './metadata.ts';
import { readSources } from './sources.ts';

/** Sorted by category and name. */
export async function readRulePages(): Promise<readonly RulePage[]> {
  const sources = await readSources();
  const pages = [...sources].flatMap(([path, text]) => pageOf(path, text) ?? []);
  return pages.toSorted((a, b) => compareText(a.category, b.category) || compareText(a.name, b.name));
}

function pageOf(path: string, text: string): RulePage | null {
  const [, category, name] = /^rego\/rules\/([^/]+)\/([^/]+)\/\2\.rego$/.exec(path) ?? [];
  if (category === undefined || name === undefined) return null;
  const lines = text.split('\n');
  const about = metadataAbove(
    lines,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  if (about === null) throw new Error(`${path} has no METADATA`);
  const custom = isObject(about['custom']) ? about['custom'] : {};
  const severity = severities.find((each) => each === custom['severity']);
  if (severity === undefined) throw new Error(`${path} has no severity`);
  return {
    name,
    category,
    severity,
    title: textOf(about['title']),
    description: textOf(about['description']),
    remedy: textOf(custom['remedy']),
    isFixed: custom['locked'] === true,
  };
}
