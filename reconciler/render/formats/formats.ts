/** The formats that findings are written in, by name; each is loaded when it is asked for. */

import type { RulePage } from '../rule-page.ts';
import type { Report } from './report.ts';

export interface FormatOptions {
  /** Only people's has it. */
  readonly colour: boolean;
  /** The pages of rules, by name, for formats that hold them: they are read when they are asked for. */
  readonly readPages: () => Promise<ReadonlyMap<string, RulePage>>;
}

type Format = (report: Report, options: FormatOptions) => string | Promise<string>;

const formats = {
  human: async () => (await import('./human.ts')).humanFormat,
  json: async () => (await import('./json.ts')).jsonFormat,
  sarif: async () => (await import('./sarif.ts')).sarifFormat,
  junit: async () => (await import('./junit.ts')).junitFormat,
  github: async () => (await import('./github.ts')).githubFormat,
  gitlab: async () => (await import('./gitlab.ts')).gitlabFormat,
  tap: async () => (await import('./tap.ts')).tapFormat,
} as const satisfies Readonly<Record<string, () => Promise<Format>>>;

export type FormatName = keyof typeof formats;

export const formatNames: readonly string[] = Object.keys(formats);

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

/** A whole report, ending in a line's end; the same report gives the same bytes. */
export async function formatted(name: FormatName, report: Report, options: FormatOptions): Promise<string> {
  const format: Format = await formats[name]();
  return await format(report, options);
}
