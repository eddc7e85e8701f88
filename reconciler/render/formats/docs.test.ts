import { expect, test } from 'vitest';
import type { Finding, Severity } from '../../../policies/finding.ts';
import type { RulePage } from '../rule-page.ts';
import { moreLines } from './docs.ts';
import { formatNames, formatted, isFormatName } from './formats.ts';
import { reportOf, type Report } from './report.ts';

function report(...rules: readonly (readonly [string, Severity])[]): Report {
  const findings = rules.map(([rule, severity]): Finding => {
    return { rule, severity, message: 'no', remedy: '', file: null, range: null, object: null };
  });
  return reportOf({ findings, texts: new Map(), checked: { files: 1, documents: 1 } });
}

function more(...rules: readonly (readonly [string, Severity])[]): readonly string[] {
  return moreLines(report(...rules).findings);
}

test('each rule is named once, the gravest first', () => {
  expect(more(['a', 'info'], ['b', 'error'], ['c', 'warning'], ['b', 'error'])).toEqual(['more: sluice rules b c a']);
  expect(more()).toEqual([]);
});

test('of many rules some are named, and the others counted', () => {
  const rules = ['a', 'b', 'c', 'd', 'e', 'f'].map((rule) => [rule, 'error'] as const);
  expect(more(...rules)).toEqual(['more: sluice rules a b c d (and 2 more)']);
});

test.each(['own/office.hours', 'own/main.deny_tags', 'weights-invalid'])('%s is named as it is', (rule) => {
  expect(report([rule, 'error']).findings).toMatchObject([{ docs: `sluice rules ${rule}` }]);
});

test.each(['own/x; rm -rf ~', 'own/$(id)', "own/a'b", '--json', 'own/a b', ''])(
  'no command is made of a name that a shell reads otherwise: %j',
  async (rule) => {
    const options = { colour: false, readPages: () => Promise.resolve(new Map<string, RulePage>()) };
    const names = formatNames.filter(isFormatName);
    const texts = await Promise.all(names.map((name) => formatted(name, report([rule, 'error']), options)));
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.join('')).not.toContain('sluice rules');
    expect(report([rule, 'error']).findings).toMatchObject([{ docs: null }]);
  },
);
