// Every command says all that it takes.

import { expect, test } from 'vitest';
import { helpOf } from '../../reconciler/commands/help.ts';
import { commands } from '../../reconciler/commands/table.ts';
import { sluice } from '../support/sluice-process.ts';

test.each(Object.entries(commands))('%s', async (name, known) => {
  const command = await known.load();
  expect(command).toMatchObject({ name, summary: known.summary });
  const help = helpOf(command);
  expect(help).toMatch(new RegExp(`^usage: sluice ${name}(?: |\n)`));
  for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`);
  expect(help.match(/^ {2}--json +\S.*$/gm)).toHaveLength(1);
  expect(help.match(/^ {2}-h, --help +\S.*$/gm)).toHaveLength(1);
});

test('sluice run --help, as a process', async () => {
  const { code, out, err } = await sluice(import.meta.dirname, 'run', '--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^ {2}--json +with --once, what happened/m);
});
