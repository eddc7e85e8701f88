#!/usr/bin/env node
/** The command line: words to a command, its exit code to the shell. */

import { parseArgs } from 'node:util';
import { UsageError, type Command, type ExitCode, type Flags, type Io } from './commands/command.ts';
import { helpOf } from './commands/help.ts';
import { readInput } from './commands/standard-input.ts';
import { keepProcessSmall } from './commands/small-process.ts';
import { commands } from './commands/table.ts';

const general = { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } } as const;

async function main(argv: readonly string[], io: Io, signal: AbortSignal): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview());
    return name === undefined ? 2 : 0;
  }
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (known === undefined) {
    io.err(`sluice: there is no command ${JSON.stringify(name)}; see sluice --help\n`);
    return 2;
  }
  if (known.serves === true) keepProcessSmall();
  return runCommand(await known.load(), rest, io, signal);
}

async function runCommand(command: Command, rest: readonly string[], io: Io, signal: AbortSignal): Promise<ExitCode> {
  const parsed = parseWords(command, rest);
  if (typeof parsed === 'string') {
    io.err(`sluice ${command.name}: ${parsed}; see sluice ${command.name} --help\n`);
    return 2;
  }
  if (parsed.flags['help'] === true) {
    io.out(helpOf(command));
    return 0;
  }
  const [least, most] = command.words;
  if (parsed.words.length < least || parsed.words.length > most) {
    io.err(`sluice ${command.name}: wrong number of words; see sluice ${command.name} --help\n`);
    return 2;
  }
  try {
    const code = await command.run({ ...parsed, io, signal });
    return signal.aborted ? 130 : code;
  } catch (error) {
    if (signal.aborted) return 130;
    const message = error instanceof Error ? error.message : String(error);
    io.err(`sluice ${command.name}: ${message}\n`);
    if (!(error instanceof UsageError) && io.env['SLUICE_DEBUG'] !== undefined && error instanceof Error) {
      io.err(`${error.stack ?? ''}\n`);
    }
    return 2;
  }
}

function parseWords(command: Command, rest: readonly string[]): string | { words: readonly string[]; flags: Flags } {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...general, ...command.options },
      allowPositionals: true,
    });
    const flags: Record<string, string | boolean | readonly string[] | undefined> = {};
    for (const [key, value] of Object.entries(values)) flags[key] = Array.isArray(value) ? value.map(String) : value;
    return { words: positionals, flags };
  } catch (error) {
    return error instanceof Error ? (error.message.split('.')[0] ?? error.message) : String(error);
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Sluice steers Envoy from Git: merge what you want, it walks traffic there and takes it back when it is bad.',
    '',
    'usage: sluice COMMAND [OPTIONS]; every command knows --help and --json',
    '',
    ...lines,
    '',
    'Exit codes: 0 clean, 1 findings of severity error, 2 could not read or run, 4 rules broken, 130 interrupted.',
    '',
  ].join('\n');
}

// A reader that has seen enough (`| head`) is no reason to die, least of all for a reconciler whose logs nobody reads.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
process.exitCode = await main(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    input: (maxBytes, signal) => readInput(process.stdin, maxBytes, signal),
    cwd: process.cwd(),
    env: process.env,
  },
  interrupted.signal,
);
