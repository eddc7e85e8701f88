import { cp, mkdir, readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { relative, resolve } from 'node:path';
import { commitWorkTree } from '../git/work-tree.ts';
import { machineClock } from './clock.ts';
import { isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { template } from './template.ts';

export const init: Command = {
  name: 'init',
  summary: 'make a mesh repository from the template',
  help: `usage: sluice init DIR [--json]

Makes DIR, which must be empty or absent, a mesh repository to begin with: a service with two versions, its routes, a
Rollout, an access policy, a rule of its own and a workflow for CI. Everything is committed on main.
`,
  options: {},
  words: [1, 1],
  run: runInit,
};

async function runInit(call: Call): Promise<ExitCode> {
  const dir = resolve(call.io.cwd, call.words[0] ?? '.');
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length > 0) throw new UsageError(`${dir} is not empty`);
  await cp(template, dir, { recursive: true });
  const name = userInfo().username;
  const commit = await commitWorkTree(
    dir,
    'Begin the mesh\n',
    { name, email: `${name}@localhost` },
    machineClock.now(),
  );
  const shown = relative(call.io.cwd, dir) || '.';
  call.io.out(
    isSet(call, 'json')
      ? `${JSON.stringify({ version: 1, dir, commit })}\n`
      : `${shown} is a mesh repository at ${commit.slice(0, 12)}\nnext: sluice lint ${shown}; sluice run --repo ${shown}\n`,
  );
  return 0;
}
