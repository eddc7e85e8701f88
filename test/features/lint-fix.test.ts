// `sluice lint --fix`: only the lines concerned, and nothing that a person should think about.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../support/git-repository.ts';
import { sluice, sluiceWith } from '../support/sluice-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const text = `# our shop
apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec:
  prots:   # a slip of the pen
  - name: http
    prt: 80
  selector: {app: checkout}
---
kind: [
`;

test('slips of the pen are mended, one after the other, and the rest is told', async () => {
  const file = join(folder.path, 'a.yaml');
  await writeFile(file, text);
  const { code, out, err } = await sluice(folder.path, 'lint', '--fix');
  expect(await readFile(file, 'utf8')).toBe(text.replace('prots', 'ports').replace('prt', 'port'));
  expect(err).toContain('mended 1 finding in a.yaml');
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('a.yaml:12:') });
  expect(out).not.toContain('unsupported-field');
});

test('a commit and the standard input are not mended', async () => {
  expect(await sluiceWith(folder.path, text, 'lint', '--fix', '-')).toMatchObject({ code: 2, out: '' });
});
