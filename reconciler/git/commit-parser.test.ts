import { describe, expect, test } from 'vitest';

import { parseCommit } from './commit-parser.ts';
import { formatCommit } from './commit-text.ts';

const tree = 'a'.repeat(40);
const parent = 'b'.repeat(40);
const person = 'Ada <ada@example.org> 1700000000 +0100';

function raw(headers: readonly string[], message = 'Hello\n'): Buffer {
  return Buffer.from(`${headers.join('\n')}\n\n${message}`);
}

const plain = [`tree ${tree}`, `parent ${parent}`, `author ${person}`, `committer ${person}`];

describe('a commit is read', () => {
  test('with its tree, parents, people, time and message', () => {
    expect(parseCommit(raw(plain))).toEqual({
      ok: true,
      commit: {
        tree,
        parents: [parent],
        author: { name: 'Ada', email: 'ada@example.org', at: 1_700_000_000_000 },
        committer: { name: 'Ada', email: 'ada@example.org', at: 1_700_000_000_000 },
        message: 'Hello\n',
      },
    });
  });

  test.each([
    ['a signature', ['gpgsig -----BEGIN SSH SIGNATURE-----', ' abc', ' ', ' -----END SSH SIGNATURE-----']],
    ['two merged tags', ['mergetag object 1', ' type commit', 'mergetag object 2', ' type commit']],
    ['a change id', ['change-id zzzz']],
  ])('with %s', (_, extra) => {
    expect(parseCommit(raw([...plain, ...extra])).ok).toBe(true);
  });

  test('in the encoding that it names', () => {
    const bytes = Buffer.concat([raw([...plain, 'encoding ISO-8859-1'], ''), Buffer.from('gr\xfcn\n', 'latin1')]);
    const parsed = parseCommit(bytes);
    expect(parsed.ok && parsed.commit.message).toBe('grün\n');
  });

  test('as it was written', () => {
    const fields = { tree, parents: [parent], message: 'Raise to 5 %\n\nSluice-By: Ada\n', at: 1_700_000_000_999 };
    const parsed = parseCommit(formatCommit(fields, { name: 'Slu<ice\n', email: ' s@localhost>' }));
    expect(parsed).toMatchObject({
      ok: true,
      commit: {
        tree,
        parents: [parent],
        message: fields.message,
        committer: { name: 'Sluice', email: 's@localhost', at: 1_700_000_000_000 },
      },
    });
  });
});

describe('a commit is refused', () => {
  test.each([
    ['two authors', [plain[0], plain[1], plain[2], 'author Eve <eve@example.org> 1700000000 +0000', plain[3]]],
    ['an author after the committer', [...plain, 'author Eve <eve@example.org> 1700000000 +0000']],
    ['two trees', [plain[0], `tree ${parent}`, ...plain.slice(1)]],
    ['a second tree at the end', [...plain, `tree ${parent}`]],
    ['a parent after the committer', [...plain, `parent ${'c'.repeat(40)}`]],
    ['one parent twice', [plain[0], plain[1], ...plain.slice(1)]],
    ['no tree', plain.slice(1)],
    ['no author', [plain[0], plain[1], plain[3]]],
    ['an unknown header', [...plain, 'x-evil yes']],
    ['a signature twice', [...plain, 'gpgsig a', 'gpgsig b']],
    ['an author over two lines', [plain[0], plain[1], plain[2], ' more', plain[3]]],
    ['an upper-case id', [`tree ${tree.toUpperCase()}`, ...plain.slice(1)]],
    ['a header without value', [...plain, 'encoding']],
    ['two mail addresses', [plain[0], plain[1], 'author Ada <a@b> <c@d> 1700000000 +0000', plain[3]]],
    ['no time', [plain[0], plain[1], 'author Ada <a@b>', plain[3]]],
    ['a time with a sign', [plain[0], plain[1], 'author Ada <a@b> -1 +0000', plain[3]]],
  ])('with %s', (_, headers) => {
    expect(parseCommit(raw(headers.map((header) => header ?? ''))).ok).toBe(false);
  });

  test('with a NUL, or without the blank line', () => {
    expect(parseCommit(raw(plain, 'Hello\0author Eve'))).toEqual({ ok: false, problem: 'it holds a NUL byte' });
    expect(parseCommit(Buffer.from(plain.join('\n'))).ok).toBe(false);
    expect(parseCommit(Buffer.alloc(0)).ok).toBe(false);
  });
});
