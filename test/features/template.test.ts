// The repository that users start from is what it says: clean, and with a rule of its own that bites.

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';

const root = resolve(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'sluice-template-'));

afterAll(() => rmSync(work, { recursive: true, force: true }));

test.skipIf(findOpa() === null)('lint finds the template clean (compiles Rego)', async () => {
  const { code, out } = await lint(join(root, 'mesh-repo-template'));
  expect(out).toMatch(/^\d+ documents in \d+ files, \d+ rules: no findings\n$/);
  expect(code).toBe(0);
});

test.skipIf(findOpa() === null)(
  'its own rule denies a route without a timeout, with its place (compiles Rego)',
  async () => {
    const changed = join(work, 'no-timeout');
    cpSync(join(root, 'mesh-repo-template'), changed, { recursive: true });
    const file = join(changed, 'routes/checkout.yaml');
    const text = readFileSync(file, 'utf8').replace(/^ *timeout: 5s\n/m, '');
    writeFileSync(file, text);
    const line = text.split('\n').findIndex((each) => each.includes('name: primary')) + 1;

    const { code, out } = await lint(changed);

    expect(out).toContain(
      `routes/checkout.yaml:${line}:7: error own/timeout_required rule 1 of VirtualService checkout`,
    );
    expect(out).toContain('fix: add timeout: 5s');
    expect(code).toBe(1);
  },
);

function lint(folder: string): Promise<{ readonly code: number | null; readonly out: string }> {
  return new Promise((done) => {
    const args = [join(root, 'reconciler/main.ts'), 'lint', folder];
    const child = execFile(process.execPath, args, { timeout: 60_000 }, (_, out, err) => {
      done({ code: child.exitCode, out: out + err });
    });
  });
}
