import { resolve } from 'node:path';
import { compareFindings, hasErrors, type Finding } from '../../policies/finding.ts';
import { openLocalRepository } from '../git/local-repository.ts';
import type { Rollout } from '../../policies/mesh.ts';
import { entryOf } from '../live/entries.ts';
import { weightAt, whole } from '../live/shares.ts';
import { emptyState, type Entry } from '../live/state.ts';
import { targetsOf } from '../live/intent.ts';
import { admit, type Admission } from '../reconcile/admit.ts';
import { wholeJudge } from '../reconcile/judgement.ts';
import type { Head } from '../reconcile/head.ts';
import { createIntentReader, type IntentCommit } from '../reconcile/intent.ts';
import { accessChanges } from '../reconcile/plan-access.ts';
import { objectChanges, routeChanges } from '../reconcile/plan-changes.ts';
import { planJson, planMarkdown, planText, type PlannedWalk } from '../render/plan.ts';
import { nextWeight, reaches } from '../rollout/steps.ts';
import { budgetSloOf, type Stretch } from '../simulate/scenario.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { forecastWalks, readTraffic, type Traffic } from './plan-forecast.ts';
import { openRules } from './rules-engine.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'say what a change would do',
  help: `usage: sluice plan --base REF --head REF [--rps [WALK=]N]… [--usual P] [--repo DIR] [--markdown] [--json]

Says what merging HEAD onto BASE would change: objects, which requests go where, which walks begin, and what the rules
say of it, judged by the parameters that BASE has. Reads the repository here (or --repo DIR); no network.

Of each walk that begins a forecast says how long it takes, how many requests the canary gets, how many of them fail if
it is broken, and the smallest regression that it sees. One seed gives one forecast; simulate tries other canaries.

  --rps [WALK=]N  requests per second of a rule, all sides together, of every walk or of one (shop/checkout#primary=200);
                  several times, to compare. Without it: 10, 100 and 1000, since traffic is not in Git.
  --usual P       the share of answers that are bad anyway, of stable and of a good canary. Without it 0.1%, or a tenth
                  of a walk's strictest max where that is less.
  --markdown      for the summary of a job, or a comment on a pull request
`,
  options: {
    base: { type: 'string' },
    head: { type: 'string' },
    repo: { type: 'string' },
    rps: { type: 'string', multiple: true },
    usual: { type: 'string' },
    markdown: { type: 'boolean' },
  },
  words: [0, 0],
  run: runPlan,
};

async function runPlan(call: Call): Promise<ExitCode> {
  const base = textFlag(call, 'base');
  const head = textFlag(call, 'head');
  if (base === undefined || head === undefined) throw new UsageError('say which change: --base REF --head REF');
  const traffic = readTraffic(call);
  const repository = await openLocalRepository(resolve(call.io.cwd, textFlag(call, 'repo') ?? '.'));
  const rules = openRules(call);
  try {
    const readIntent = createIntentReader(repository);
    const from = await readIntent(await repository.resolve(base));
    const to = await readIntent(await repository.resolve(head));
    const preview = (): ReadonlySet<string> => new Set();
    const live: Head = { oid: from.oid, committed: true, intent: from, state: emptyState, from: null };
    const request = { head: live, candidate: to, now: machineClock.now(), judge: wholeJudge(rules), preview };
    const admission = await admit(request, call.signal);
    const walks = admission.kind === 'accepted' ? await plannedWalks(call, to, admission, traffic) : [];
    const findings = [...admission.findings].sort(compareFindings);
    return show(call, from, to, walks, findings);
  } finally {
    await rules.close();
    await repository.close();
  }
}

function show(
  call: Call,
  from: IntentCommit,
  to: IntentCommit,
  walks: readonly PlannedWalk[],
  findings: readonly Finding[],
): ExitCode {
  const document = {
    base: from.oid,
    head: to.oid,
    objects: objectChanges(from, to),
    routes: routeChanges(from.intent.mesh, to.intent.mesh),
    access: accessChanges(from.intent.mesh, to.intent.mesh),
    walks,
    findings,
  };
  const { files } = to.intent;
  if (isSet(call, 'json')) call.io.out(planJson(document));
  else if (isSet(call, 'markdown')) call.io.out(planMarkdown(document, files));
  else call.io.out(planText(document, files, { colour: call.io.colour }));
  return hasErrors(findings) ? 1 : 0;
}

async function plannedWalks(
  call: Call,
  to: IntentCommit,
  { started, state }: Extract<Admission, { readonly kind: 'accepted' }>,
  traffic: Traffic,
): Promise<readonly PlannedWalk[]> {
  const walks = started.flatMap((target) => {
    const rollout = targetsOf(to.intent.mesh).get(target)?.rollout ?? null;
    const entry = entryOf(state, target);
    if (rollout === null || entry === undefined) return [];
    const budgetSlo = budgetSloOf(rollout, to.intent.mesh.slos);
    return [{ target, rollout, budgetSlo, stretch: stretchOf(rollout, entry) }];
  });
  const forecasts = await forecastWalks(call, walks, traffic);
  return walks.map(({ target, rollout: { namespace, name, steps, deadlineMs } }) => ({
    target,
    rollout: `${namespace}/${name}`,
    steps,
    deadlineMs,
    forecasts: forecasts.get(target) ?? [],
  }));
}

/** From the first step above what the canary has, to what it is to have. */
function stretchOf(rollout: Rollout, entry: Entry): Stretch {
  const final = weightAt(entry, whole);
  const isAll = reaches(final, whole);
  return { fromWeight: nextWeight(rollout, weightAt(entry, 0), final), finalWeight: isAll ? null : final };
}
