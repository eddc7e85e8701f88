import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { groups, hostedNames, loadBuiltins } from './table.ts';

test('each group serves the names that it says, and no name is served twice', async () => {
  for (const { names, load } of groups) expect(Object.keys(await load()).toSorted()).toEqual(names.toSorted());
  expect(groups.flatMap(({ names }) => names)).toHaveLength(hostedNames.size);
});

test('what is asked for is there, and nothing else', async () => {
  const loaded = await loadBuiltins(new Set(['semver.compare', 'http.send', 'sprintf']));
  expect([...loaded.keys()].toSorted()).toEqual(['semver.compare', 'sprintf']);
});

test('no file is loaded that nobody asked for', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { loadBuiltins } = await import(${JSON.stringify(new URL('table.ts', import.meta.url))});
    await loadBuiltins(new Set(['semver.compare']));
    console.log(JSON.stringify(loaded.filter((url) => url.startsWith('file:')).map((url) => url.split('/').at(-1))));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toEqual(['table.ts', 'semver.ts', 'value.ts']);
});
