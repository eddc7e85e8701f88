// `npm run check:rego`: form, strictness and tests of the rules, and that the committed WASM is what they compile to.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { findOpa } from './binaries.ts';

const root = resolve(import.meta.dirname, '../..');
const opa = findOpa();
if (opa === null) {
  console.error('check: no opa; put it on PATH, name it in OPA_BIN or run `npm run setup` where Go is installed');
  process.exitCode = 2;
} else {
  const folders = ['rego', 'mesh-repo-template/rules'];
  const passed =
    run(opa, ['fmt', '--fail', '--diff', ...folders]) &&
    folders.every((folder) => run(opa, ['check', '--strict', folder]) && run(opa, ['test', folder])) &&
    run(process.execPath, ['reconciler/opa/build.ts', '--check']);
  process.exitCode = passed ? 0 : 1;
}

function run(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0;
}
