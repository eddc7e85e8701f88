import { expect, test } from 'vitest';
import { createReader, emptyRepository } from '../../test/support/mesh-repository.ts';
import { accept, commit, home, items, live, repository, start, T, walking, web } from '../../test/support/walks.ts';
import { targetsOf } from './intent.ts';
import type { Intent } from './intent.ts';
import { liveMesh } from './live-mesh.ts';
import { emptyState, statePath } from './state.ts';
import type { LiveState } from './state.ts';
import { parseState } from './state-file.ts';
import { liveChanges } from './tree.ts';
import { hold, lower, promote } from './walk.ts';

const reader = createReader();

/** The live tree's texts. */
function treeOf(intent: Intent, state: LiveState): ReadonlyMap<string, string> {
  const tree = new Map(intent.files);
  for (const [path, text] of liveChanges(intent, state)) {
    if (text === null) tree.delete(path);
    else tree.set(path, text);
  }
  return tree;
}

/** A mesh without the list items as they were written: their weights are text. */
function routing(mesh: unknown): unknown {
  return JSON.parse(JSON.stringify(mesh, (key, value: unknown) => (key === 'item' ? undefined : value)));
}

test('a settled mesh is the intent itself', () => {
  expect(liveChanges(home, emptyState).size).toBe(0);
  expect(liveMesh(home, emptyState)).toBe(home.mesh);
});

test('a walk shows as its destinations and the state file, and nothing else', () => {
  const { intent, state } = walking(50_000);
  const changes = liveChanges(intent, state);
  expect([...changes.keys()]).toEqual([statePath, 'routes/web.yaml']);
  const [was = '', is = ''] = [intent.files.get('routes/web.yaml'), changes.get('routes/web.yaml') ?? undefined];
  const beforeList = was.slice(0, was.indexOf('- {destination'));
  expect(is.startsWith(beforeList)).toBe(true);
  expect(is.slice(beforeList.length).match(/host: \S+|weight: \d+/g)).toEqual([
    'host: b.shop',
    'weight: 5',
    'host: a.shop',
    'weight: 95',
  ]);
});

test('the mesh of the live tree is the mesh of the intent with the walks in it', () => {
  const { intent, state } = walking(333_333);
  for (const each of [state, lower(state, T, 'errors'), hold(state, T, 'no-data')]) {
    expect(routing(reader.mesh(treeOf(intent, each)))).toEqual(routing(liveMesh(intent, each)));
  }
});

test('a destination that only home has keeps its header edits', () => {
  const rule = { name: 'primary', prefix: null };
  const list = [
    { to: 'a', weight: 30, header: 'x' },
    { to: 'a', weight: 70 },
  ] as const;
  const from = commit(repository({}, { objects: [{ ...web, rules: [{ ...rule, items: list }] }] }));
  const to = commit(repository({}, { objects: [{ ...web, rules: [{ ...rule, items: items({ b: 100 }) }] }] }));
  const state = accept(emptyState, from, to);
  const [first, second, third] = destinations(liveMesh(to, state));
  expect(first).toMatchObject({ share: 0 });
  expect(second).toMatchObject({ share: 300_000, headers: { request: { set: { 'x-test': 'x' } } } });
  expect(third).toMatchObject({ share: 700_000 });
  expect(routing(reader.mesh(treeOf(to, state)))).toEqual(routing(liveMesh(to, state)));
});

function destinations(mesh: Intent['mesh']): readonly object[] {
  const action = mesh.virtualHosts[0]?.rules[0]?.action;
  return action?.kind === 'forward' ? action.destinations : [];
}

test('what no walk touches keeps its identity, and the same weights give the same virtual host', () => {
  const other = { ...web, name: 'other', file: 'routes/other.yaml', host: 'other.example.com' };
  const from = commit(repository({ a: 100 }, { objects: [...repository({ a: 100 }).objects, other] }));
  const to = commit(repository({ b: 100 }, { objects: [...repository({ b: 100 }).objects, other] }));
  const mesh = liveMesh(to, accept(emptyState, from, to));
  const hostOf = (each: Intent['mesh'], name: string) => each.virtualHosts.find((host) => host.name === name);
  expect(mesh.services).toBe(to.mesh.services);
  expect(hostOf(mesh, 'other')).toBe(hostOf(to.mesh, 'other'));
  expect(hostOf(mesh, 'web')).not.toBe(hostOf(to.mesh, 'web'));
  expect(hostOf(liveMesh(to, accept(emptyState, from, to)), 'web')).toBe(hostOf(mesh, 'web'));
});

test('of two rules with one key the first is walked, in the text as in the mesh', () => {
  const rules = (to: 'a' | 'b') => [1, 2].map(() => ({ name: null, prefix: '/x', items: items({ [to]: 100 }) }));
  const files = (to: 'a' | 'b') => repository({}, { objects: [{ ...web, rules: rules(to) }], rollouts: [] });
  const [from, to] = [commit(files('a')), commit(files('b'))];
  const key = [...targetsOf(to.mesh).keys()][0] ?? '';
  const begun = accept(emptyState, from, { ...to, mesh: { ...to.mesh, rollouts: walkOf(key) } });
  expect(live(to, begun, key)).toEqual({ a: 1_000_000 });
  expect(routing(reader.mesh(treeOf(to, begun)))).toEqual(routing(liveMesh(to, begun)));
});

/** The walk of a rule that only its key names. */
function walkOf(target: string): Intent['mesh']['rollouts'] {
  return home.mesh.rollouts.map((rollout) => ({ ...rollout, target }));
}

test('the state file says everything: it reads back as it was', () => {
  const { intent, state } = walking(123_456);
  const refused = [{ intent: intent.oid, digest: 'abc', file: 'routes/web.yaml', reason: 'a "quoted": reason #1' }];
  const settled = promote({ ...state, targets: state.targets.map((entry) => ({ ...entry, s: 1_000_000 })) }, T, start);
  for (const each of [state, lower(state, T, 'errors'), { ...state, refused }, { ...settled, refused }]) {
    const text = liveChanges(intent, each).get(statePath) ?? null;
    expect(parseState(text)).toEqual({ ok: true, state: each });
  }
});

test('an absent state file is the empty state', () => {
  expect(parseState(null)).toEqual({ ok: true, state: emptyState });
});

test('a state file that is no state is told with its place', () => {
  const { intent, state } = walking(50_000);
  const text = liveChanges(intent, state).get(statePath) ?? '';
  const broken: readonly (readonly [string, string, string])[] = [
    ['s: 0.05', 's: 1.5', 'a decimal from 0 to 1'],
    ['s: 0.05', 's: 0.05000001', 'at most six places'],
    ['phase: Progressing', 'phase: Rejected', 'A rejected target is at 0'],
    ['phase: Progressing', 'phase: Sleeping', 'Expected one of'],
    ['version: 1', 'version: 2', 'whole number from 1 to 1'],
    ['share: 1000000', 'share: 999999', 'sum to 999999'],
    [`intent: ${intent.oid}`, 'intent: main', 'commit id'],
    ['since: 2026-01-31T12:00:00.000Z', 'since: yesterday', 'Expected a time'],
  ];
  for (const [was, is, message] of broken) {
    expect(text).toContain(was);
    const parsed = parseState(text.replace(was, is));
    expect(parsed).toMatchObject({ ok: false, findings: [{ severity: 'error', file: statePath }] });
    expect(parsed.ok ? '' : parsed.findings[0]?.message).toContain(message);
    expect(parsed.ok ? null : parsed.findings[0]?.range?.line).toBeGreaterThan(0);
  }
});

test('two entries of one target are two truths, and no state', () => {
  const { intent, state } = walking(50_000);
  const twice = { ...state, targets: [...state.targets, ...state.targets] };
  const parsed = parseState(liveChanges(intent, twice).get(statePath) ?? null);
  expect(parsed.ok ? '' : parsed.findings[0]?.message).toContain('listed twice');
});

test('at its end, before it is promoted, a walk leaves the text as the author wrote it', () => {
  const from = commit(repository({ a: 100 }));
  const to = commit({ ...emptyRepository, ...repository({ b: 1, c: 2 }) });
  const state = accept(emptyState, from, to);
  const atEnd = { ...state, targets: state.targets.map((entry) => ({ ...entry, s: 1_000_000 })) };
  expect([...liveChanges(to, atEnd).keys()]).toEqual([statePath]);
  expect(live(to, atEnd)).toEqual({ b: 333_333, c: 666_667 });
});
