import { expect, test } from 'vitest';
import { logJson, logText, type LogRow } from './log.ts';

const rows: readonly LogRow[] = [
  {
    oid: '3333333333333333333333333333333333333333',
    at: Date.UTC(2026, 2, 1, 12, 0, 10),
    intent: '2222222222222222222222222222222222222222',
    subject: 'Raise shop/checkout#primary to 50%',
    targets: ['shop/checkout#primary 5→50 Progressing', 'shop/cart#~1 home'],
  },
  {
    oid: '1111111111111111111111111111111111111111',
    at: Date.UTC(2026, 2, 1, 12, 0, 0),
    intent: '1212121212121212121212121212121212121212',
    subject: 'Adopt main',
    targets: [],
  },
];

test('the live branch is one line a commit, with its targets below', () => {
  expect(logText(rows, { colour: false })).toBe(`LIVE          AT                    INTENT        WHAT
333333333333  2026-03-01T12:00:10Z  222222222222  Raise shop/checkout#primary to 50%
                                                    shop/checkout#primary 5→50 Progressing
                                                    shop/cart#~1 home
111111111111  2026-03-01T12:00:00Z  121212121212  Adopt main
`);
});

test('an empty branch says so', () => {
  expect(logText([], { colour: false })).toBe('the live branch has no commits yet\n');
});

test('a subject can not move the cursor', () => {
  const hostile = rows.map((row) => ({ ...row, subject: 'a\u001b[1A\u202eb', targets: ['\u0007'] }));
  expect(logText(hostile, { colour: false }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the document for programs has ISO times', () => {
  expect(JSON.parse(logJson(rows))).toMatchObject({
    version: 1,
    commits: [{ at: '2026-03-01T12:00:10Z', subject: 'Raise shop/checkout#primary to 50%' }, { targets: [] }],
  });
});
