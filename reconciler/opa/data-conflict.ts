/** Data that says what a rule says: the rule would win, and whoever wrote the data would not know. */

import { runOpa } from './child.ts';
import type { CompileDeps } from './compile.ts';
import { inFolder, writeAll } from './folder.ts';
import { readSources } from './sources.ts';
import { items, member, parsedAnswer } from './syntax-tree.ts';
import { noVerdict, type NoVerdict } from './verdict.ts';

/** Null where a repository's own rules (path → text, sorted) and its data (JSON) keep apart. The rules are known to compile. */
export async function dataConflict(
  own: ReadonlyMap<string, string>,
  data: string,
  { opa, signal }: Omit<CompileDeps, 'cacheDir'>,
): Promise<NoVerdict | null> {
  const named = [...own.values()].map((text, index) => [`own/${index}.rego`, text] as const);
  const files = new Map([...(await readSources()), ...named, ['data.json', data]]);
  return inFolder(async (folder) => {
    await writeAll(folder, files);
    const loaded = [...files.keys()].flatMap((name) => ['--data', name]);
    const ran = await runOpa(opa, ['eval', ...loaded, 'true'], folder, signal);
    if (ran.ok) return null;
    return conflictIn(ran.message, [...own.keys()]) ?? noVerdict(`opa could not take the data: ${ran.message}`);
  });
}

function conflictIn(answer: string, paths: readonly string[]): NoVerdict | null {
  for (const error of items(member(parsedAnswer(answer), 'errors'))) {
    const at = member(error, 'location');
    const [, path] = /^conflicting rule for data path (\S+) found/.exec(String(member(error, 'message'))) ?? [];
    const [, index] = /^own\/(\d+)\.rego$/.exec(String(member(at, 'file'))) ?? [];
    if (path === undefined || index === undefined) continue;
    const reason = `the data says ${path.replaceAll('/', '.')}, which is a rule: give one of them another name`;
    return noVerdict(reason, paths[Number(index)] ?? null, Number(member(at, 'row')));
  }
  return null;
}
