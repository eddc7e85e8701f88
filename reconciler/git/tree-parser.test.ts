import { describe, expect, test } from 'vitest';

import { formatTree, parseTree } from './tree-parser.ts';

const oid = '0123456789abcdef0123456789abcdef01234567';

function entry(mode: string, name: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(oid, 'hex')]);
}

function problemsOf(...entries: Buffer[]): string[] {
  return parseTree(Buffer.concat(entries)).problems.map(({ name, problem }) => `${name}: ${problem}`);
}

describe('a tree', () => {
  test('is read in order, and written with the bytes it had', () => {
    // Git sorts `a` the folder after `a.yaml`, since it compares `a/`.
    const bytes = Buffer.concat([
      entry('100644', 'a.yaml'),
      entry('40000', 'a'),
      entry('100755', 'a0'),
      entry('160000', 'module'),
      entry('120000', 'zlink'),
    ]);
    const { entries, problems } = parseTree(bytes);
    expect(problems).toEqual([]);
    expect(entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'file a.yaml',
      'tree a',
      'executable a0',
      'submodule module',
      'symlink zlink',
    ]);
    expect(formatTree(entries.toReversed())).toEqual(bytes);
  });

  test('of nothing has no entries', () => {
    expect(parseTree(Buffer.alloc(0))).toEqual({ entries: [], problems: [] });
  });
});

describe('a tree is refused in part', () => {
  test.each([
    ['..', 'would leave'],
    ['.', 'would leave'],
    ['.git', "git's own"],
    ['.GIT', "git's own"],
    ['.g\u200cit', "git's own"],
    ['git~1', "git's own"],
    ['.git ', "git's own"],
    ['.git...', "git's own"],
    ['.git::$INDEX_ALLOCATION', "git's own"],
    ['a/b', 'slash'],
    ['a\\b', 'slash'],
    ['a\n::error::x.yaml', 'control'],
    ['a\u001b[2J.yaml', 'control'],
    ['a\u202eLMAY.yaml', 'invisible'],
    ['', 'empty'],
    ['x'.repeat(256), '255'],
  ])('for the name %j', (name, why) => {
    const { entries, problems } = parseTree(entry('100644', name));
    expect(entries).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toContain(why);
    // What is printed holds nothing that a terminal or a log would obey.
    expect(problems[0]?.name).toMatch(/^[^\p{Cc}\p{Cf}]*$/u);
  });

  test('for names that are not UTF-8', () => {
    expect(problemsOf(entry('100644', Buffer.from([0x61, 0xff])))).toEqual([
      'aÿ (not UTF-8): has a name that is not UTF-8',
    ]);
  });

  test('for names that are there twice, also as file and folder', () => {
    expect(problemsOf(entry('100644', 'a'), entry('100644', 'a'))).toHaveLength(1);
    expect(problemsOf(entry('100644', 'a'), entry('40000', 'a'))).toEqual([
      'a: is there twice, as a file and as a folder',
    ]);
  });

  test('for names that many systems take for one another', () => {
    expect(problemsOf(entry('100644', 'A.yaml'), entry('100644', 'a.yaml'))).toHaveLength(1);
    expect(problemsOf(entry('100644', 'e\u0301.yaml'), entry('100644', '\u00e9.yaml'))).toHaveLength(1);
  });

  test('for entries out of order', () => {
    expect(problemsOf(entry('100644', 'b'), entry('100644', 'a'))).toEqual([
      'a: is not where git sorts it, or is there twice',
    ]);
    expect(problemsOf(entry('40000', 'a'), entry('100644', 'a.yaml'))).toHaveLength(1);
  });

  test('for modes that git does not write', () => {
    expect(problemsOf(entry('100777', 'a'))).toHaveLength(1);
    expect(problemsOf(entry('040000', 'a'))).toHaveLength(1);
  });

  test('for an entry that is cut off', () => {
    expect(parseTree(entry('100644', 'a').subarray(0, 20)).problems).toHaveLength(1);
    expect(parseTree(Buffer.from('100644')).problems).toHaveLength(1);
  });
});
