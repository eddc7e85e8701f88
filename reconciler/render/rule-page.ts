/** A rule's page: what it says, why, what to do, and how to set it otherwise. */

import type { Severity } from '../../policies/finding.ts';
import { markdownText } from './markdown.ts';
import { tableLines } from './table.ts';

export interface RulePage {
  readonly name: string;
  /** The folder that a rule stands in; `formats` for what the readers say. */
  readonly category: string;
  /** Where nobody sets it otherwise. */
  readonly severity: Severity;
  readonly title: string;
  readonly description: string;
  readonly remedy: string;
  /** What guards Sluice itself, or says that something can't be read, can be neither turned off nor waived. */
  readonly isFixed: boolean;
}

/** All of them, a line each, by category. */
export function ruleList(pages: readonly RulePage[]): string {
  const columns = [{ heading: 'rule' }, { heading: 'severity' }, { heading: 'category' }, { heading: 'what it says' }];
  const rows = pages.map(({ name, severity, category, title }) => [name, severity, category, title]);
  return [...tableLines(columns, rows), '', 'sluice rules NAME says more of one.', ''].join('\n');
}

export function rulePageText(page: RulePage): string {
  const { name, category, severity, title, description, remedy } = page;
  const said = description === '' ? [] : [description, ''];
  const help = remedy === '' ? [] : [`To mend it: ${remedy}`, ''];
  const parts = settings(page).map((part) => (typeof part === 'string' ? [part] : part.map((line) => `  ${line}`)));
  const below = parts.flatMap((lines) => [...lines, '']);
  return [`${name}  (${severity}, ${category})`, '', title, '', ...said, ...help, ...below].join('\n');
}

/** For readers of Markdown, who see name and title beside it. */
export function rulePageMarkdown(page: RulePage): string {
  const { description, remedy } = page;
  const said = description === '' ? [] : [markdownText(description), ''];
  const help = remedy === '' ? [] : [`**To mend it:** ${markdownText(remedy)}`, ''];
  const parts = settings(page).map((part) => (typeof part === 'string' ? [part] : ['```yaml', ...part, '```']));
  return [...said, ...help, ...parts.flatMap((lines) => [...lines, ''])].join('\n');
}

/** Sentences, and between them lists of lines of YAML. */
function settings({ name, isFixed }: RulePage): readonly (string | readonly string[])[] {
  if (isFixed) return ['It can be neither turned off nor waived.'];
  return [
    'In sluice.yaml its severity is set (error, warning, info, off):',
    ['apiVersion: sluice.dev/v1alpha1', 'kind: Config', `spec: {rules: {${name}: {severity: info}}}`],
    'For one object, until a day, somebody can answer for it:',
    [
      'apiVersion: sluice.dev/v1alpha1',
      'kind: Waiver',
      'metadata: {name: until-we-have-moved, namespace: shop}',
      'spec:',
      `  rule: ${name}`,
      '  object: {kind: VirtualService, name: checkout}',
      '  owner: who answers for it',
      '  reason: why it must be so until then',
      '  expires: 2027-03-31',
    ],
  ];
}
