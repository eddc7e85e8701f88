import { resolve } from 'node:path';
import { compareFindings, hasErrors, type Finding } from '../../policies/finding.ts';
import { openLocalRepository } from '../git/local-repository.ts';
import { emptyState } from '../live/state.ts';
import { targetsOf } from '../live/intent.ts';
import { admit } from '../reconcile/admit.ts';
import type { Head } from '../reconcile/head.ts';
import { createIntentReader, type IntentCommit } from '../reconcile/intent.ts';
import { objectChanges, routeChanges } from '../reconcile/plan-changes.ts';
import { planJson, planText, type PlannedWalk } from '../render/plan.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { openRules } from './rules-engine.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'say what a change would do',
  help: `usage: sluice plan --base REF --head REF [--repo DIR] [--json]

Says what merging HEAD onto BASE would change: objects, which requests go where, which walks begin, and what the rules
say of it, judged by the parameters that BASE has. Reads the repository here (or --repo DIR); no network.
`,
  options: { base: { type: 'string' }, head: { type: 'string' }, repo: { type: 'string' } },
  words: [0, 0],
  run: runPlan,
};

async function runPlan(call: Call): Promise<ExitCode> {
  const base = textFlag(call, 'base');
  const head = textFlag(call, 'head');
  if (base === undefined || head === undefined) throw new UsageError('say which change: --base REF --head REF');
  const repository = await openLocalRepository(resolve(call.io.cwd, textFlag(call, 'repo') ?? '.'));
  const rules = openRules(call);
  try {
    const readIntent = createIntentReader(repository);
    const from = await readIntent(await repository.resolve(base));
    const to = await readIntent(await repository.resolve(head));
    const live: Head = { oid: from.oid, committed: true, intent: from, state: emptyState, from: null };
    const request = { head: live, candidate: to, now: machineClock.now(), rules, preview: () => new Set<string>() };
    const admission = await admit(request, call.signal);
    const started = admission.kind === 'accepted' ? admission.started : [];
    const findings = [...admission.findings].sort(compareFindings);
    return show(call, from, to, started, findings);
  } finally {
    await rules.close();
    await repository.close();
  }
}

function show(
  call: Call,
  from: IntentCommit,
  to: IntentCommit,
  started: readonly string[],
  findings: readonly Finding[],
): ExitCode {
  const document = {
    base: from.oid,
    head: to.oid,
    objects: objectChanges(from, to),
    routes: routeChanges(from.intent.mesh, to.intent.mesh),
    walks: plannedWalks(to, started),
    findings,
  };
  call.io.out(
    isSet(call, 'json') ? planJson(document) : planText(document, to.intent.files, { colour: call.io.colour }),
  );
  return hasErrors(findings) ? 1 : 0;
}

function plannedWalks(to: IntentCommit, started: readonly string[]): readonly PlannedWalk[] {
  return started.flatMap((target) => {
    const rollout = targetsOf(to.intent.mesh).get(target)?.rollout ?? null;
    if (rollout === null) return [];
    const { namespace, name, steps, deadlineMs } = rollout;
    return [{ target, rollout: `${namespace}/${name}`, steps, deadlineMs }];
  });
}
