import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createLoader } from '../../policies/load.ts';
import { parseDuration } from '../../policies/quantity.ts';
import { noiseHelp, parseNoise, parseShare } from '../simulate/parse-noise.ts';
import { budgetSloOf, type Badness, type Scenario } from '../simulate/scenario.ts';
import { countedSlis } from '../simulate/slis.ts';
import { summarize, summaryText } from '../simulate/summary.ts';
import { isSet, listFlag, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { simulateOne } from './simulate-pool.ts';

export const simulate: Command = {
  name: 'simulate',
  summary: 'try a rollout on thousands of releases',
  help: `usage: sluice simulate --rollout FILE --rps N --bad P [--stable-bad Q] [--burst NOISE]… [--runs N] [--seed S]
                       [--for DURATION] [--from-step P] [--proxies N] [--name NAME] [--json]

Runs releases through the evidence and the decisions that real ones have. FILE holds a Rollout, and the SLO that it
names; --rps are the rule's requests per second, all sides together. --bad is the share of the canary's requests that
are bad (2.5%), of every SLI or of one (latency<300ms=20%), --stable-bad that of stable (that of the canary). --for
stands in for the deadline, --from-step begins at a later weight. Sources are asked as often as the Rollout says, and a
value is taken to be in range; an SLO's service is taken to have the rule's requests and no others. Each SLI fails by
itself: of two, the same request isn't both slow and an error more often than by chance. The same seed gives the same
figures, on however many cores. NOISE may be given several times:

${noiseHelp}`,
  options: {
    rollout: { type: 'string' },
    name: { type: 'string' },
    rps: { type: 'string' },
    bad: { type: 'string', multiple: true },
    'stable-bad': { type: 'string', multiple: true },
    burst: { type: 'string', multiple: true },
    runs: { type: 'string' },
    seed: { type: 'string' },
    for: { type: 'string' },
    'from-step': { type: 'string' },
    proxies: { type: 'string' },
  },
  words: [0, 0],
  run: runSimulate,
};

async function runSimulate(call: Call): Promise<ExitCode> {
  const runs = numberFlag(call, 'runs', 1_000);
  const seed = numberFlag(call, 'seed', 1);
  const scenario = await readScenario(call);
  let done = 0;
  const progress = setInterval(() => call.io.err(`${done} of ${runs} releases\n`), 1_000);
  try {
    const count = (now: number): void => {
      done = now;
    };
    const summary = summarize(await simulateOne({ scenario, seed, runs }, count, call.signal));
    call.io.out(isSet(call, 'json') ? `${JSON.stringify(summary)}\n` : summaryText(summary));
    return 0;
  } finally {
    clearInterval(progress);
  }
}

async function readScenario(call: Call): Promise<Scenario> {
  const { rollout, budgetSlo } = await readRollout(call);
  const keys = countedSlis({ rollout, budgetSlo }).flatMap((each) => each.keys);
  const bad = badness(listFlag(call, 'bad'), keys, '--bad');
  if (bad.length === 0) throw new UsageError('say how bad the canary is: --bad 0.5%');
  const stable = badness(listFlag(call, 'stable-bad'), keys, '--stable-bad');
  const noise = listFlag(call, 'burst').map((text) => {
    const read = parseNoise(text);
    if (read === null) throw new UsageError(`--burst ${text} is no noise; see --help`);
    return read;
  });
  const rps = Number(textFlag(call, 'rps'));
  if (!(rps > 0) || !Number.isFinite(rps)) throw new UsageError('say how many requests there are: --rps 100');
  const fromStep = textFlag(call, 'from-step');
  const share = fromStep === undefined ? null : parseShare(fromStep);
  if (fromStep !== undefined && !(share !== null && share > 0)) throw new UsageError('--from-step is a share like 25%');
  return {
    rollout,
    budgetSlo,
    rps,
    canary: bad,
    stable: stable.length === 0 ? bad : stable,
    noise,
    proxies: numberFlag(call, 'proxies', 1),
    fromWeight: share === null ? null : Math.round(share * 1_000_000),
    finalWeight: null,
  };
}

/** What a Rollout names and a simulation can do without: the rule, the sources' addresses, the walks that go first. */
const elsewhere: ReadonlySet<string> = new Set([
  'rollout-without-target',
  'rollout-target',
  'rollout-source',
  'rollout-depends-on',
]);

async function readRollout(call: Call): Promise<Pick<Scenario, 'rollout' | 'budgetSlo'>> {
  const file = textFlag(call, 'rollout');
  if (file === undefined) throw new UsageError('say which rollout: --rollout FILE');
  const text = await readFile(resolve(call.io.cwd, file), { encoding: 'utf8', signal: call.signal });
  // The name only has to look like a policy's.
  const { mesh, findings } = createLoader()(new Map([['rollout.yaml', { oid: '', text }]]));
  const wrong = findings.find((each) => each.severity === 'error' && !elsewhere.has(each.rule));
  if (wrong !== undefined) throw new UsageError(`${file}: ${wrong.message}`);
  const name = textFlag(call, 'name');
  const [rollout, other] = mesh.rollouts.filter((each) => name === undefined || each.name === name);
  if (rollout === undefined) throw new UsageError(`${file} has no Rollout${name === undefined ? '' : ` ${name}`}`);
  if (other !== undefined) throw new UsageError(`${file} has several Rollouts; say which: --name ${rollout.name}`);
  const length = textFlag(call, 'for');
  const deadlineMs = length === undefined ? rollout.deadlineMs : parseDuration(length);
  if (deadlineMs === null || deadlineMs <= 0) throw new UsageError('--for is a duration like 1h');
  const budgetSlo = budgetSloOf(rollout, mesh.slos);
  return { rollout: { ...rollout, target: 'simulated', deadlineMs, suspend: false }, budgetSlo };
}

/** `2.5%` speaks of every SLI, `latency<300ms=20%` of one. */
function badness(texts: readonly string[], keys: readonly string[], flag: string): Badness[] {
  return texts.map((text) => {
    const at = text.lastIndexOf('=');
    const key = at < 0 ? null : text.slice(0, at);
    const share = parseShare(text.slice(at + 1));
    if (share === null) throw new UsageError(`${flag} ${text}: a share is written like 2.5%`);
    if (key !== null && !keys.includes(key)) {
      throw new UsageError(`${flag} ${text}: the rollout counts no such evidence, but ${keys.join(', ')}`);
    }
    return { key, share };
  });
}

function numberFlag(call: Call, name: string, otherwise: number): number {
  const text = textFlag(call, name);
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UsageError(`--${name} is a whole number, 1 or more`);
  return value;
}
