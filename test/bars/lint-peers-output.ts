/** What a tool prints, as it is read. */

import { execFile } from 'node:child_process';
import { severities, type Severity } from '../../policies/finding.ts';

export interface Output {
  readonly out: string;
  readonly err: string;
}

/** Tools end with 1 where they have something to say. */
export function run(program: string, words: readonly string[], folder: string): Promise<Output> {
  return new Promise((done, fail) => {
    execFile(program, words, { cwd: folder, timeout: 300_000, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error === null || error.code === 1) done({ out, err });
      else fail(error);
    });
  });
}

/** The objects of the list that it printed; where a tool is asked wrongly it prints none. */
export function listIn({ out, err }: Output): readonly object[] {
  if (!out.startsWith('[')) throw new Error(`no list, but: ${out}${err}`);
  return objectsOf(JSON.parse(out));
}

export function listAt(value: object, key: string): readonly object[] {
  return objectsOf(Reflect.get(value, key));
}

function objectsOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? value.map((each): object => Object(each)) : [];
}

/** Empty where there is none. */
export function textOf(value: object, key: string): string {
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' ? text : '';
}

export function severityOf(word: string): Severity {
  const found = severities.find((each) => each === word.toLowerCase());
  if (found === undefined) throw new Error(`no severity: ${word}`);
  return found;
}
