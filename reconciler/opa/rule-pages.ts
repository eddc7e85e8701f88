/** The pages of the rules that ship, from the METADATA of their sources. */

import { parseDocuments } from '../../policies/document.ts';
import { compareText, severities } from '../../policies/finding.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { RulePage } from '../render/rule-page.ts';
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
  const about = metadataOf(path, text);
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

/** The comment block at the head of a module is YAML behind its `#`. */
function metadataOf(path: string, text: string): JsonObject {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const block = lines.slice(1, end).map((line) => line.replace(/^# ?/, ''));
  const value = parseDocuments(path, block.join('\n')).documents[0]?.value ?? null;
  if (lines[0] !== '# METADATA' || !isObject(value)) throw new Error(`${path} has no METADATA`);
  return value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
