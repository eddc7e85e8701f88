import { expect, test } from 'vitest';
import { changedLines } from './changed-lines.ts';
import { headline } from './headline.ts';
import { readLiveText } from './live-commit.ts';
import { markdownCode } from './markdown.ts';
import { evidenceClause, readEvidence } from './said-evidence.ts';
import { whyMarkdown } from './why-markdown.ts';
import { whyJson, whyText } from './why.ts';
import type { Why, WhyWalk } from './why-facts.ts';

const at = Date.UTC(2026, 2, 1, 12, 0, 0);
const record = {
  version: 1,
  canary: '12/61',
  stable: '0/1140',
  kind: 'bad',
  verdict: 'errors',
  weight: 50_000,
  heldMs: 11_250,
  items: [
    {
      key: 'errors',
      of: 'ratio',
      kind: 'bad',
      verdict: 'errors',
      canary: '12/61',
      stable: '0/1140',
      tests: { e1: 12.5, e2: 7.2, f: -9 },
      bounds: { e1: 4.605, e2: 4.605, f: 4.605 },
      blocks: 4,
      value: null,
    },
    { key: 'latency<300ms', of: 'ratio', verdict: 'too-few-requests', canary: '1/61', stable: '9/1140', blocks: 0 },
    { key: 'prometheus:prom#1f', of: 'value', verdict: 'within-range', canary: '0/0', stable: '0/0', value: 212.5 },
    { key: 'budget:shop/checkout', of: 'budget', verdict: 'within-budget', canary: '0/0', stable: '0/0', value: 0.4 },
  ],
  odd: ['edge-3'],
  complete: true,
  tape: {
    items: [
      {
        heard: {
          proxies: [
            ['edge-2', 1],
            ['edge-1', null],
            ['edge-3', 5],
          ],
        },
      },
      { heard: { proxies: [] } },
      7,
    ],
  },
};
const walk: WhyWalk = {
  target: 'shop/checkout#primary',
  fromPpm: 50_000,
  toPpm: 0,
  phase: 'Rejected',
  reason: 'errors',
  movedFrom: null,
  attempt: 1,
  asked: null,
  evidence: readEvidence(JSON.stringify(record)),
  asks: { errors: 'at most 1%' },
  heldMs: 11_250,
  path: [],
  destinations: [
    { destination: 'checkout:80/v1', before: 950_000, after: 1_000_000 },
    { destination: 'checkout:80/v2', before: 50_000, after: 0 },
  ],
  advice: [{ what: 'try the same again', command: 'sluice retry shop/checkout#primary --repo mesh.git' }],
};
const why: Why = {
  commit: '3'.repeat(40),
  at,
  subject: 'Lower shop/checkout#primary to 0 %',
  intent: { commit: '2'.repeat(40), author: 'Ada', at: at - 60_000, subject: 'Move checkout to v2' },
  by: null,
  note: null,
  walks: [walk],
  lines: changedLines(new Map([['r.yaml', 'a: 1\nweight: 5\n']]), new Map([['r.yaml', 'a: 1\nweight: 0\n']])),
  linesLeft: 0,
};

test('one commit, in full', () => {
  expect(whyText(why, { colour: false })).toBe(`\
shop/checkout#primary rolled back from 5%: 12 of 61 canary answers were errors against 0 of 1,140 of stable
  SLI                   CANARY                 STABLE               SAYS              ASKED
  errors                12 of 61 (19.7%)       0 of 1,140 (0%)      errors            at most 1%
  latency<300ms         1 of 61 (1.64%)        9 of 1,140 (0.789%)  too-few-requests
  prometheus:prom#1f    212.5                  –                    within-range
  budget:shop/checkout  40% of its part spent  –                    within-budget
  errors: above its bound × 268,337 of 100 needed, above stable × 1,339 of 100 needed, fine × 0 of 100 needed; 4 blocks
  told by edge-1, edge-2, edge-3
  set aside: edge-3, unlike all the others
  checkout:80/v1 95% → 100%
  checkout:80/v2 5% → 0%
  it had stood at 5% for 11s

live     333333333333 2026-03-01T12:00:00Z Lower shop/checkout#primary to 0 %
merged   222222222222 2026-03-01T11:59:00Z Ada: Move checkout to v2
  r.yaml:2 -weight: 5
  r.yaml:2 +weight: 0

next try the same again: sluice retry shop/checkout#primary --repo mesh.git
`);
});

test('the document for programs carries the sentence', () => {
  expect(JSON.parse(whyJson(why))).toMatchObject({
    version: 1,
    at: '2026-03-01T12:00:00Z',
    walks: [{ headline: expect.stringMatching(/^rolled back from 5%: 12 of 61/), evidence: { odd: ['edge-3'] } }],
  });
});

const hostile = 'x`` <img src=x onerror=1> @all |\u001b[2J\u202e\n# h [a](javascript:1)';

test('hostile words move no cursor and mean nothing in Markdown', () => {
  const bad: Why = {
    ...why,
    subject: hostile,
    by: hostile,
    note: hostile,
    intent: { commit: '2'.repeat(40), author: hostile, at, subject: hostile },
    lines: [{ file: hostile, line: 1, sign: '+', text: hostile }],
    walks: [
      {
        ...walk,
        target: hostile,
        reason: hostile,
        evidence: readEvidence(
          JSON.stringify({
            ...record,
            odd: [hostile],
            items: [{ ...record.items[0], key: hostile, verdict: hostile }],
          }),
        ),
        destinations: [{ destination: hostile, before: 0, after: 1 }],
        advice: [{ what: 'do', command: hostile }],
      },
    ],
  };
  expect(whyText(bad, { colour: false }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const markdown = whyMarkdown(bad);
  expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  // Outside of code spans none of it is left.
  const outside = markdown.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
  expect(outside).not.toMatch(/img|@all|javascript/);
});

test.each([
  ['a', '`a`'],
  ['', '` `'],
  ['a`b', '``a`b``'],
  ['`', '`` ` ``'],
  ['a|b', '`a\\|b`'],
])('%j as code', (text, code) => expect(markdownCode(text)).toBe(code));

test.each([
  ['not json', 'x'],
  ['a list', '[1]'],
  ['nothing counted', '{"verdict":"errors"}'],
  ['odd numbers', '{"canary":"-1/2","stable":"1e9/3"}'],
])('evidence that is %s is none', (_, text) => expect(readEvidence(text)).toBe(null));

test('evidence of the first version still reads', () => {
  const said = readEvidence('{"canary":"12/61","stable":"0/1140","verdict":"errors"}');
  expect(said === null ? '' : evidenceClause(said)).toBe(
    '12 of 61 canary answers were errors against 0 of 1,140 of stable',
  );
});

test('a value that left its range is named', () => {
  const items = [
    { key: 'prometheus:p#1', of: 'value', verdict: 'out-of-range', canary: '0/0', stable: '0/0', value: 300 },
  ];
  const evidence = readEvidence(JSON.stringify({ canary: '1/90', stable: '0/9', verdict: 'out-of-range', items }));
  const told = headline({ ...happened, phase: 'Rejected', reason: 'out-of-range', evidence });
  expect(told).toBe("rolled back from 5%: the canary's value left its range twice in a row; the last one was 300");
});

const happened = {
  fromPpm: 50_000,
  toPpm: 50_000,
  phase: 'Held',
  reason: '',
  movedFrom: null,
  evidence: null,
  by: null,
  note: null,
};

test.each([
  [{ reason: 'no-data' }, 'held at 5%: the proxies send no counts'],
  [{ reason: 'paused', by: 'ada', note: 'lunch' }, 'paused at 5% by ada: lunch'],
  [{ phase: 'Progressing', toPpm: 250_000 }, 'raised from 5% to 25%'],
  [{ phase: 'Progressing', fromPpm: 0, toPpm: 0 }, 'a walk begins, with no traffic yet'],
  [{ phase: 'Progressing' }, 'goes on at 5%'],
  [{ phase: 'Promoted' }, 'promoted'],
  [{ phase: 'Reverted' }, 'taken home from 5%, for main asks for it no more'],
  [{ phase: 'Settled', toPpm: 900_000 }, 'taken from 5% to 90% at once, for main asks for that now'],
  [{ phase: 'Gone', toPpm: 0 }, 'ended at 5%, for main has no such rule any more'],
  [{ phase: 'Progressing', movedFrom: 'shop/a#b' }, 'goes on at 5%, and was called shop/a#b before'],
  [
    { phase: 'Held', reason: 'no-data', movedFrom: 'shop/a#b' },
    'held at 5%, and was called shop/a#b before: the proxies send no counts',
  ],
  [
    { phase: 'Rejected', fromPpm: 0, toPpm: 0, reason: 'deadline', movedFrom: 'shop/a#b' },
    'stays rejected at 0%, and was called shop/a#b before: it was not shown to be fine by its deadline',
  ],
  [{ phase: 'Rejected', reason: 'deadline' }, 'rolled back from 5%: it was not shown to be fine by its deadline'],
])('%j is told as %j', (changes, told) => expect(headline({ ...happened, ...changes })).toBe(told));

test('a message is read as it was written, and what it does not know is passed over', () => {
  const message = `Lower a to 0 %

Sluice-Intent: ${'2'.repeat(40)}
Sluice-Target: shop/checkout#a 1→2 Held b 5→0 Rejected errors
Sluice-Target: nonsense
Sluice-Later: x
Sluice-Evidence: shop/checkout#a 1→2 Held b {"canary":"1/2"}
Sluice-By: ada
`;
  expect(readLiveText(message)).toMatchObject({
    subject: 'Lower a to 0 %',
    targets: [{ target: 'shop/checkout#a 1→2 Held b', fromPpm: 50_000, toPpm: 0, phase: 'Rejected', reason: 'errors' }],
    evidence: new Map([['shop/checkout#a 1→2 Held b', '{"canary":"1/2"}']]),
    by: 'ada',
    reason: null,
  });
});
