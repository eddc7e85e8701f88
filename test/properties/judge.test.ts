import { expect, test } from 'vitest';
import type { RulesContext } from '../../policies/input.ts';
import { createLoader, type Loaded } from '../../policies/load.ts';
import type { Mesh, RouteRule } from '../../policies/mesh.ts';
import { createRules } from '../../reconciler/opa/rules.ts';
import { createJudge } from '../../reconciler/reconcile/change-judge.ts';
import { wholeJudge } from '../../reconciler/reconcile/judgement.ts';
import type { RawVerdict, RulesPort } from '../../reconciler/reconcile/ports.ts';
import { Random } from '../corpus/draft.ts';
import type { Texts } from '../corpus/print.ts';
import { contextOf } from '../support/rules-context.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { editSeries } from './judge-series.ts';

const series = Number(process.env['JUDGE_SERIES'] ?? 12);
const first = Number(process.env['JUDGE_SEED'] ?? 1);
const steps = 25;

test('what is judged by a change is what is judged as a whole', { timeout: 3_600_000 }, async () => {
  const { path, remove } = await temporaryFolder();
  const rules = createRules({ opa: null, cacheDir: path, limits: { timeoutMs: 20_000, memoryMb: 256 } });
  let sliced = 0;
  try {
    for (let seed = first; seed < first + series; seed += 1) sliced += await follow(seed, rules);
    console.log(`judge: ${sliced} of ${series * steps} edits judged by what they reach`);
    expect(sliced).toBeGreaterThan(series * steps * 0.5);
  } finally {
    await rules.close();
    await remove();
  }
});

/** Judges each state of a series both ways; gives how many were judged without looking at all. */
async function follow(seed: number, rules: RulesPort): Promise<number> {
  const { signal } = new AbortController();
  let asked = 0;
  const counting: RulesPort = {
    judge: (input, rego, each) => {
      asked = documentsIn(input);
      return rules.judge(input, rego, each);
    },
    digest: (regos) => rules.digest(regos),
  };
  const judge = createJudge(counting, { least: 0, part: 1 });
  const load = createLoader();
  const contextAt = contexts(new Random(seed));
  const log: string[] = [];
  let sliced = 0;
  for (const { what, texts } of editSeries(seed, steps)) {
    log.push(what);
    const context = contextAt(load(filesOf(texts), { intent: true }));
    const found = saidBy(await judge(context, [new Map()], signal));
    if (asked < context.documents.length) sliced += 1;
    const whole = saidBy(await wholeJudge(rules)(context, [new Map()], signal));
    expect(found, `seed ${seed}, after:\n${log.join('\n')}`).toEqual(whole);
  }
  return sliced;
}

function documentsIn(input: unknown): number {
  const documents: unknown = Reflect.get(Object(input), 'documents');
  return Array.isArray(documents) ? documents.length : 0;
}

/** What is served moves on as it does: to what was asked for before, now and then with a walk on its way. */
function contexts(random: Random): (loaded: Loaded) => RulesContext {
  let previous: Mesh | null = null;
  let inFlight: readonly string[] = [];
  return (loaded) => {
    const { mesh } = loaded;
    previous ??= mesh;
    const targets = mesh.virtualHosts.flatMap(({ rules }) => rules.map(({ target }) => target));
    if (random.chance(0.3)) inFlight = targets.filter(() => random.chance(0.3));
    const context = {
      ...contextOf(loaded, previous),
      live: random.chance(0.5) ? mesh : onTheWay(mesh, previous),
      inFlight,
    };
    // A change that is kept out leaves what is served as it is.
    if (random.chance(0.7)) previous = mesh;
    return context;
  };
}

/** What is asked for, with the destinations of before where there were others: walks that have not begun to raise. */
function onTheWay(mesh: Mesh, previous: Mesh): Mesh {
  const before = new Map(previous.virtualHosts.flatMap(({ rules }) => rules.map((rule) => [rule.target, rule])));
  const virtualHosts = mesh.virtualHosts.map((host) => {
    const rules = host.rules.map((rule) => lagging(rule, before.get(rule.target)));
    return rules.every((rule, place) => rule === host.rules[place]) ? host : { ...host, rules };
  });
  return { ...mesh, virtualHosts };
}

function lagging(rule: RouteRule, before: RouteRule | undefined): RouteRule {
  if (rule.action.kind !== 'forward' || before?.action.kind !== 'forward' || rule === before) return rule;
  return { ...rule, action: { ...rule.action, destinations: before.action.destinations } };
}

function filesOf(texts: Texts): ReadonlyMap<string, { readonly oid: string; readonly text: string }> {
  return new Map([...texts].map(([path, text]) => [path, { oid: text, text }]));
}

function saidBy([verdict]: readonly RawVerdict[]): readonly string[] {
  if (verdict?.kind !== 'judged') throw new Error(verdict?.reason ?? 'no verdict');
  return verdict.violations.map((each) => JSON.stringify([each.at, each.rule, each.severity, each.message])).toSorted();
}
