// The README names what is there: its commands, its links, and the log as it is printed.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../reconciler/commands/table.ts';
import { lasts } from '../../reconciler/live/walk.ts';
import { liveMessage, type LiveEvent } from '../../reconciler/live/trailers.ts';
import { logText, type LogRow } from '../../reconciler/render/log.ts';
import { reasonNames } from '../../reconciler/render/reasons.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = read('README.md');

const pages = [
  'README.md',
  'mesh-repo-template/README.md',
  'policies/README.md',
  'policies/sluice/README.md',
  'reconciler/rollout/README.md',
  'reconciler/simulate/README.md',
  'rego/README.md',
  'SECURITY.md',
  'CHANGELOG.md',
];

/** The verbs that the README shows, and the events that they are written for. */
const events: Readonly<Record<string, LiveEvent>> = {
  Accept: 'accept',
  Raise: 'raise',
  Promote: 'promote',
  Lower: 'lower',
};

test('it can be read at one sitting', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(220);
  expect(readme.match(/\S*[\p{L}\p{N}]\S*/gu)?.length).toBeLessThanOrEqual(1_200);
});

test('its table has the commands that there are', () => {
  const rows = [...readme.matchAll(/^\| `sluice (\S+)` +\|/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.keys(commands));
});

test.each(pages)(
  'each `sluice …` that %s tells the reader to type is a command, with options that it has',
  async (file) => {
    for (const [line, name = '', rest = ''] of typedCommands(read(file))) {
      expect(Object.keys(commands), line).toContain(name);
      const command = await commands[name]?.load();
      const known = [...Object.keys(command?.options ?? {}), 'help', 'json'];
      const used = [...rest.matchAll(/(?<=\s)--([a-z][a-z-]*)/g)].map(([, option]) => option);
      expect(known, line).toEqual(expect.arrayContaining(used));
    }
  },
);

test('commands that do not exist would be found', () => {
  const text = '```sh\nnpx sluice walk --fast\n```\nSay `sluice retry x --repo URL`, or Sluice log.';
  expect(typedCommands(text).map(([, name, rest]) => [name, rest])).toEqual([
    ['walk', ' --fast'],
    ['retry', ' x --repo URL'],
  ]);
});

test('what it has npm run is a script of the package', () => {
  const manifest: unknown = JSON.parse(read('package.json'));
  const scripts = [...readme.matchAll(/npm (?:run (\S+?)|(start|test))(?=[\s`])/g)].map(
    ([, run, short]) => run ?? short,
  );
  expect(scripts).toEqual(expect.arrayContaining(['start', 'test']));
  for (const name of scripts) expect(manifest).toHaveProperty(['scripts', name ?? '']);
});

test.each(pages)('each link of %s leads to a file of the repository', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)#\s]+)/g)].flatMap(([, link = '']) =>
    /^\w+:/.test(link) ? [] : link,
  );
  if (file === 'README.md') expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(existsSync(join(root, dirname(file), link)), link).toBe(true);
});

test('its sample of the log is printed like that', () => {
  const rows = sampleRows();
  expect(rows.length).toBeGreaterThanOrEqual(2);
  expect(readme).toContain(`\n${logText(rows, { colour: false })}\`\`\``);
});

test('the subjects in its sample are those of such commits', () => {
  for (const row of sampleRows()) {
    const [step = ''] = row.targets;
    const parts = /^(\S+) ([\d.]+)→([\d.]+) (\S+)(?: (.*))?$/.exec(step);
    const [, target = '', from, to, phase = '', reason = ''] = parts ?? [];
    const event = events[row.subject.split(' ')[0] ?? ''] ?? 'join';
    const change = { target: `VirtualService/${target}`, fromPpm: Number(from) * 10_000, toPpm: Number(to) * 10_000 };
    const message = liveMessage({ event, intent: row.intent, steps: [{ ...change, phase, reason }] });
    expect(message.split('\n')).toEqual(expect.arrayContaining([row.subject, `Sluice-Target: ${step}`]));
  }
});

test('its picture pushes commits that there are', () => {
  const picture = /^```mermaid\n([^]*?)^```$/m.exec(readme)?.[1] ?? '';
  const verbs = [...picture.matchAll(/S->>L: push (\w+)$/gm)].map(([, verb = '']) => verb);
  expect(verbs.toSorted()).toEqual(Object.keys(events).toSorted());
  for (const [verb, event] of Object.entries(events)) {
    expect(liveMessage({ event, intent: '0'.repeat(40), steps: [] })).toMatch(new RegExp(`^${verb} `));
  }
});

test('the page of names explains every name there is, and no other', () => {
  expect(explained().map(({ name }) => name)).toEqual(reasonNames().toSorted());
  for (const { name, cells } of explained()) {
    expect(cells.length, name).toBe(4);
    expect(cells[1], name).toMatch(/\w/);
  }
});

test('the page of names says of the holds that need a person, and of no other, that they stay', () => {
  const staying = explained().filter(({ cells }) => cells[0] === 'stays');
  expect(staying.map(({ name }) => name)).toEqual(reasonNames().filter(lasts).toSorted());
});

test.each(['policies/sluice/README.md', 'reconciler/simulate/README.md'])(
  'the names in the table of limits of %s are such as status prints',
  (file) => {
    const table = /^### Limits[^]*?(?=^##)|^## Limits[^]*?(?=^##)/m.exec(read(file))?.[0] ?? '';
    const known = reasonNames().filter((name) => name.includes('-'));
    const used = [...table.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(3);
    expect(known).toEqual(expect.arrayContaining(used));
  },
);

/** The rows of the page of names, by name: then, meaning, end, remedy. */
function explained(): readonly { readonly name: string; readonly cells: readonly string[] }[] {
  const rows = [...read('reconciler/rollout/README.md').matchAll(/^\| `(\S+)` +\|(.*)\|$/gm)];
  return rows
    .map(([, name = '', rest = '']) => ({ name, cells: rest.split('|').map((cell) => cell.trim()) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** `[line, command, the rest of it]` for each command in a code block or in a code span. */
function typedCommands(text: string): readonly (readonly [string, string | undefined, string | undefined])[] {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) => block.split('\n'));
  const spans = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans].flatMap((line) =>
    [...line.matchAll(/(?:^|&& |npx )sluice ([a-z]+)([^&|>]*)/g)].map(([, name, rest]) => [line, name, rest] as const),
  );
}

/** The sample of `sluice log`, read back into what it was printed from. */
function sampleRows(): readonly LogRow[] {
  const sample = /^LIVE .*\n([^]*?)^```$/m.exec(readme)?.[1] ?? '';
  const rows: (LogRow & { targets: string[] })[] = [];
  for (const line of sample.trimEnd().split('\n')) {
    const [, oid, at = '', intent = '', subject = ''] = /^(\S+) +(\S+) +(\S+) +(.*)$/.exec(line) ?? [];
    if (oid === undefined) rows.at(-1)?.targets.push(line.trim());
    else rows.push({ oid, at: Date.parse(at), intent, subject, targets: [] });
  }
  return rows;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
