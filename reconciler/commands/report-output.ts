/** Where the report of a check goes, and in which formats. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { severities, type Severity } from '../../policies/finding.ts';
import {
  formatNames,
  formatted,
  isFormatName,
  type FormatName,
  type FormatOptions,
} from '../render/formats/formats.ts';
import type { Report } from '../render/formats/report.ts';
import { isSet, listFlag, textFlag, UsageError, type Call } from './command.ts';

export interface Output {
  readonly format: FormatName;
  /** A full path; null: the standard output. */
  readonly file: string | null;
}

/** What `--format` (of commands that have it) and `--json` ask for; for people when they ask for nothing. Throws UsageError. */
export function outputsOf(call: Call): readonly Output[] {
  const named = listFlag(call, 'format').map((text) => outputOf(text, call.io.cwd));
  const outputs: readonly Output[] = isSet(call, 'json') ? [...named, { format: 'json', file: null }] : named;
  if (outputs.filter(({ file }) => file === null).length > 1) {
    throw new UsageError('--format: only one goes to the standard output; give the others a file, as NAME=FILE');
  }
  return outputs.length === 0 ? [{ format: 'human', file: null }] : outputs;
}

function outputOf(text: string, cwd: string): Output {
  const [name = '', ...rest] = text.split('=');
  if (!isFormatName(name)) throw new UsageError(`--format ${name}: known are ${formatNames.join(', ')}`);
  const file = rest.join('=');
  if (rest.length > 0 && file === '') throw new UsageError(`--format ${text}: the name of the file is missing`);
  return { format: name, file: rest.length === 0 ? null : resolve(cwd, file) };
}

/** From which severity on a finding fails the check. Throws UsageError. */
export function failLevelOf(call: Call): Severity {
  const text = textFlag(call, 'fail-level') ?? 'error';
  const level = severities.find((each) => each === text);
  if (level === undefined) throw new UsageError(`--fail-level ${text}: it is error, warning or info`);
  return level;
}

/** Writes the report in each format. Throws UsageError where a file can't be written. */
export async function writeReport(report: Report, outputs: readonly Output[], call: Call): Promise<void> {
  for (const { format, file } of outputs) {
    const colour = file === null && call.io.colour;
    // Most formats hold no pages, and reading them takes as long as writing a report.
    const readPages: FormatOptions['readPages'] = async () => (await import('./rule-pages.ts')).readPages(report.texts);
    const text = await formatted(format, report, { colour, readPages });
    if (file === null) call.io.out(text);
    else await writeTo(file, text);
  }
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`--format: ${error instanceof Error ? error.message : String(error)}`);
  }
}
