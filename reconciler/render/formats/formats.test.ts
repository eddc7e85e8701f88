import { expect, test } from 'vitest';
import type { Finding, Severity } from '../../../policies/finding.ts';
import type { RulePage } from '../rule-page.ts';
import { formatNames, formatted, isFormatName, type FormatName } from './formats.ts';
import { reportOf, type Report } from './report.ts';

const file = 'routes/checkout.yaml';
const text = 'spec:\n  http:\n  - weight: 120\n  - weight: 130\n';

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'weights-invalid',
    severity: 'error',
    message: 'The weight is 120, above 100.',
    remedy: 'Give each at most 100.',
    file,
    range: { line: 3, column: 13, endLine: 3, endColumn: 16 },
    object: 'VirtualService shop/checkout',
    ...changes,
  };
}

function report(findings: readonly Finding[], failLevel: Severity = 'error'): Report {
  const texts = new Map([
    [file, text],
    ['routes/other.yaml', 'kind: Service\n'],
  ]);
  return reportOf({ findings, texts, checked: { files: 2, documents: 3, rules: 13 }, failLevel });
}

const page: RulePage = {
  name: 'weights-invalid',
  category: 'routing',
  severity: 'warning',
  title: 'Weights that are none',
  description: 'A weight is a share,\nfrom 0 to `100`. Not *.',
  remedy: 'mend it',
  isFixed: false,
};

function textOf(name: FormatName, of: Report): Promise<string> {
  return formatted(name, of, { colour: false, readPages: () => Promise.resolve(new Map([[page.name, page]])) });
}

/** What a fork may name its files and objects, and write into them. */
const hostileName = 'a,b:c%0A::error file=x::%\n::warning::owned\u001b[2J<&"\'>]]>#\u202e\ud800.yaml';
const hostile = finding({
  rule: 'own/x',
  file: hostileName,
  message: `${hostileName} # skip`,
  object: hostileName,
  remedy: hostileName,
});
const many = [
  finding(),
  finding({ severity: 'warning', range: { line: 4, column: 3, endLine: 5, endColumn: 1 }, remedy: '' }),
  finding({ severity: 'info', file: null, range: null, object: null }),
  hostile,
];

test.each(formatNames.filter(isFormatName))('%s holds nothing that a terminal or a log would obey', async (name) => {
  const written = await textOf(name, report(many));
  expect(written).not.toMatch(/[^\x20-\x7e\n]/);
  expect(written.endsWith('\n')).toBe(true);
  expect(written).toBe(await textOf(name, report([...many].reverse())));
});

test('for people, with what was read below', async () => {
  expect(await textOf('human', report([finding({ remedy: '', file: 'gone.yaml' })]))).toBe(
    'gone.yaml:3:13: error weights-invalid The weight is 120, above 100.\n\n' +
      'more: sluice rules weights-invalid\n3 documents in 2 files, 13 rules: 1 error\n',
  );
  expect(await textOf('human', report([]))).toBe('3 documents in 2 files, 13 rules: no findings\n');
});

test('json has each finding flat, and its values as they are', async () => {
  const written: unknown = JSON.parse(await textOf('json', report(many)));
  expect(written).toMatchObject({
    version: 1,
    checked: { files: 2, documents: 3, rules: 13 },
    counts: { error: 2, warning: 1, info: 1 },
  });
  expect(written).toHaveProperty('findings.0.line', null);
  expect(written).toHaveProperty('findings.1.message', hostile.message);
  expect(written).toHaveProperty('findings.2', {
    rule: 'weights-invalid',
    severity: 'error',
    message: 'The weight is 120, above 100.',
    remedy: 'Give each at most 100.',
    file,
    line: 3,
    column: 13,
    endLine: 3,
    endColumn: 16,
    object: 'VirtualService shop/checkout',
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    docs: 'sluice rules weights-invalid',
  });
});

test('sarif has rules, regions and relative references', async () => {
  const written: unknown = JSON.parse(await textOf('sarif', report(many)));
  expect(written).toHaveProperty('runs.0.tool.driver.rules.0', { id: 'own/x' });
  expect(written).toHaveProperty('runs.0.tool.driver.rules.1.id', 'weights-invalid');
  expect(written).not.toHaveProperty('runs.0.results.0.locations');
  const uri = 'runs.0.results.1.locations.0.physicalLocation.artifactLocation.uri';
  expect(written).toHaveProperty(uri, expect.stringMatching(/^a%2Cb%3Ac%250A%3A%3Aerror%20file/));
  expect(written).toHaveProperty('runs.0.results.2', {
    ruleId: 'weights-invalid',
    ruleIndex: 1,
    level: 'error',
    message: { text: 'The weight is 120, above 100. Fix: Give each at most 100.' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file },
          region: { startLine: 3, startColumn: 13, endLine: 3, endColumn: 16 },
        },
        logicalLocations: [{ fullyQualifiedName: 'VirtualService shop/checkout' }],
      },
    ],
    partialFingerprints: { 'sluice/v1': expect.any(String) },
  });
});

test("sarif holds a rule's page, and no address that is none", async () => {
  const written = await textOf('sarif', report(many));
  expect(written).not.toContain('helpUri');
  expect(JSON.parse(written)).toHaveProperty('runs.0.tool.driver.rules.1', {
    id: 'weights-invalid',
    shortDescription: { text: 'Weights that are none' },
    fullDescription: { text: 'A weight is a share, from 0 to `100`. Not *.' },
    help: {
      text: expect.stringMatching(
        /^weights-invalid {2}\(warning, routing\)\n\nWeights .*\n\nA weight .*\n.*\n\nTo mend it: mend it\n/,
      ),
      markdown: expect.stringMatching(/^A weight .*\nfrom 0 to `100`\. Not \\\*\.\n\n\*\*To mend it:\*\* mend it\n/),
    },
    defaultConfiguration: { level: 'warning' },
    properties: { tags: ['routing'] },
  });
});

test('github gets one command for each finding, whatever names and messages hold', async () => {
  const lines = (await textOf('github', report(many))).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^::notice title=weights-invalid::The weight/);
  expect(lines[1]).toMatch(/^::error file=a%2Cb%3Ac%250A%3A%3Aerror file=x%3A%3A%25\\n%3A%3Awarning/);
  expect(lines[2]).toBe(
    '::error file=routes/checkout.yaml,line=3,endLine=3,col=13,endColumn=15,title=weights-invalid::' +
      'The weight is 120, above 100. Fix: Give each at most 100.%0AMore: sluice rules weights-invalid',
  );
  expect(lines[3]).toBe(
    '::warning file=routes/checkout.yaml,line=4,endLine=5,title=weights-invalid::' +
      'The weight is 120, above 100.%0AMore: sluice rules weights-invalid',
  );
});

test('gitlab gets a list of entries with a path and a line each', async () => {
  const written: unknown = JSON.parse(await textOf('gitlab', report(many)));
  expect(written).toHaveLength(4);
  expect(written).toHaveProperty('0.location', { path: '.', lines: { begin: 1, end: 1 } });
  expect(written).toHaveProperty('2', {
    description: 'The weight is 120, above 100. Fix: Give each at most 100.',
    check_name: 'weights-invalid',
    content: { body: 'More: `sluice rules weights-invalid`' },
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    severity: 'critical',
    location: { path: file, lines: { begin: 3, end: 3 } },
  });
});

test('junit has a case for each file, and fails those that fail the check', async () => {
  const written = await textOf('junit', report(many));
  expect(written).toContain('<testsuites name="sluice lint" tests="4" failures="2" errors="0">');
  expect(written).toContain('<testcase classname="sluice" name="routes/other.yaml" file="routes/other.yaml"/>');
  expect(written).toContain('<system-out>4:3 warning weights-invalid: The weight is 120, above 100.&#10;more: ');
  expect(written).toContain('Give each at most 100.&#10;more: sluice rules weights-invalid</failure>');
  expect(written.match(/<failure /g)).toHaveLength(2);
  expect(written.replaceAll(/<\/?[a-z-]+( [a-z]+="[^"<>]*")*\/?>|<\?.*\?>/g, '')).not.toMatch(/[<>]|&(?!\w+;|#10;)/);
  expect(await textOf('junit', report(many, 'warning'))).not.toContain('<system-out>4:3');
});

test('tap has a test for each file, and no directive that it did not write', async () => {
  const lines = (await textOf('tap', report(many))).trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual(['TAP version 14', '1..4', 'ok 1 - the repository']);
  expect(lines.filter((line) => /^(not )?ok /.test(line))).toHaveLength(4);
  expect(lines.filter((line) => /^(not )?ok /.test(line) && /(?<!\\)#/.test(line))).toEqual([]);
  expect(lines.at(-1)).toBe('ok 4 - routes/other.yaml');
  expect(lines.at(-3)).toBe('  more: sluice rules weights-invalid');
});

test('a fingerprint stays while the lines round it move, and no two are the same', () => {
  const texts = new Map([[file, `# a note\n\n${text.replaceAll('  - ', '      - ')}`]]);
  const moved = finding({ range: { line: 5, column: 17, endLine: 5, endColumn: 20 } });
  const checked = { files: 1, documents: 1 };
  const [before] = report([finding()]).findings;
  const [after] = reportOf({ findings: [moved], texts, checked }).findings;
  expect(after?.fingerprint).toBe(before?.fingerprint);

  const other = finding({ range: { line: 4, column: 13, endLine: 4, endColumn: 16 } });
  const elsewhere = finding({ object: 'VirtualService shop/cart' });
  const all = report([finding(), finding(), other, elsewhere, finding({ rule: 'x' })]).findings;
  expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(5);
});

test.each<[FormatName, string]>([
  ['json', '"findings": []'],
  ['sarif', '"results": []'],
  ['junit', 'failures="0"'],
  ['gitlab', '[]'],
  ['tap', 'ok 1 - routes/checkout.yaml\nok 2 - routes/other.yaml\n'],
])('%s says so when there is nothing to say', async (name, part) => {
  expect(await textOf(name, report([]))).toContain(part);
});
