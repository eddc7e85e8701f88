/** What a command is: words in, an exit code out, the world by parameters. */

import type { ParseArgsConfig } from 'node:util';

/** 0 clean, 1 findings that fail a check, 2 could not read or run, 4 the rules are broken, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 4 | 130;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints, but for the options that every command has. */
  readonly help: string;
  /** What `--json` gives, where that isn't just the result as one JSON document. */
  readonly json?: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** How many words may follow: at least, at most. */
  readonly words: readonly [number, number];
  run(call: Call): Promise<ExitCode>;
}

export interface Call {
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** A list is that of a flag which may be given several times. */
export type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Logs and complaints. */
  readonly err: (text: string) => void;
  /** True when results go to a terminal that wants colour. */
  readonly colour: boolean;
  /** The standard input, whole; throws UsageError where it has more bytes than `maxBytes`. Absent: there is none. */
  readonly input?: (maxBytes: number, signal: AbortSignal) => Promise<Buffer>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The text of a flag; undefined when it wasn't given. */
export function textFlag(call: Call, name: string): string | undefined {
  const value = call.flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of a flag that may be given several times, in order. */
export function listFlag(call: Call, name: string): readonly string[] {
  const value = call.flags[name];
  return typeof value === 'object' ? value : [];
}

export function isSet(call: Call, name: string): boolean {
  return call.flags[name] === true;
}

/** Expected trouble with what the user asked for: printed as it is, exit code 2. */
export class UsageError extends Error {}
