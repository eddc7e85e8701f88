/** A command as the command line calls it, in this process: many calls of a process each would be slow. */

import { parseArgs } from 'node:util';
import type { Command, Flags } from '../../reconciler/commands/command.ts';
import type { Ended } from './sluice-process.ts';

/** Whatever is thrown is told as the command line tells it. */
export async function called(
  command: Command,
  cwd: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const told = { out: '', err: '' };
  const io = {
    out: (text: string) => (told.out += text),
    err: (text: string) => (told.err += text),
    colour: false,
    cwd,
    env: { XDG_CACHE_HOME: cwd, ...env },
  };
  const options = { ...command.options, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
  // No flag of these commands is a list.
  const flags = values as Flags;
  try {
    const { signal } = new AbortController();
    return { code: await command.run({ words: positionals, flags, io, signal }), ...told };
  } catch (error) {
    return { code: 2, ...told, err: `${told.err}${error instanceof Error ? error.message : String(error)}\n` };
  }
}
