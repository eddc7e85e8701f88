/** The demonstration: what happens, in its order. */

import { findingsText } from '../render/findings.ts';
import { accessFile, endpointsText, moveTo, openToAll, rolloutText, routeFile, routesText, shortened } from './mesh.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import type { LoggedEvent } from './reconciler-process.ts';
import { createScreen, type Screen } from './screen.ts';
import { findPorts, openStage, startBackends, type Stage, type Tools } from './stage.ts';
import { acknowledged, deniedFindings } from './status.ts';
import { lostBetween, rollbackMs, type Summary } from './summary.ts';
import { failedOf } from './tally.ts';
import { pause, poll } from './waiting.ts';

export interface StoryOptions {
  readonly tools: Tools;
  readonly out: (text: string) => void;
  readonly colour: boolean;
  /** Two folders that don't exist yet. */
  readonly repo: string;
  readonly stateDir: string;
  readonly ratePerSecond: number;
  /** Share of the bad version's answers that are 500, in [0, 1]. */
  readonly badShare: number;
  readonly signal: AbortSignal;
}

export interface Told {
  readonly stage: Stage;
  readonly summary: Summary;
}

const versions = ['v1', 'v2', 'v3', 'v4'];
const walkDeadlineMs = 120_000;

/** Sets the stage and plays all of it. On any error, or when the signal aborts, everything that was started ends. */
export async function playStory(options: StoryOptions): Promise<Told> {
  const startedAt = performance.now();
  const screen = createScreen(options.out, () => performance.now() - startedAt, options.colour);
  const { stage, narrator } = await setUp(options, screen);
  try {
    const promotedMs = await goodChange(options, stage, screen);
    await narrator.told();
    const badChange = await badChangeComesBack(options, stage, screen, narrator);
    await deniedChange(options, stage, screen);
    const killed = await killedInTheMiddle(options, stage, screen, narrator);
    const seen = stage.seen();
    const { requests, dropped } = seen;
    return { stage, summary: { promotedMs, ...badChange, requests, failed: failedOf(seen), dropped, killed } };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

/** Starts every part, and waits until requests flow. */
export async function setUp(options: StoryOptions, screen: Screen): Promise<{ stage: Stage; narrator: Narrator }> {
  const { tools, repo, stateDir, ratePerSecond, signal } = options;
  screen.chapter('The parts, all real and all on this machine');
  const ports = await findPorts();
  const backends = await startBackends(versions);
  const listening = [...backends].map(([name, { port }]) => ({ name, port }));
  screen.say(`versions of checkout: ${listening.map(({ name, port }) => `${name} on ${port}`).join(', ')}`);
  const first = await tools.createRepository(repo, async (read, write) => {
    await write(routeFile, routesText(await read(routeFile), listening));
    await write('routes/checkout-endpoints.yaml', endpointsText(listening));
    await write('routes/checkout-rollout.yaml', rolloutText(await read('routes/checkout-rollout.yaml')));
    if (!tools.hasOpa) for (const name of ['', '_test']) await write(`rules/timeout_required${name}.rego`, null);
  });
  screen.say(`a mesh repository from the template, ${first.slice(0, 7)} (${shortened})`);
  if (!tools.hasOpa) screen.say('without its own rule: there is no opa on this machine to compile it');
  let narrator: Narrator | null = null;
  const onEvent = (event: LoggedEvent): void => narrator?.hear(event);
  const say = (text: string): void => screen.say(text);
  const stage = await openStage({ tools, ports, backends, repo, stateDir, ratePerSecond, onEvent, say, signal });
  screen.say(`Envoy runs it: ACK ${await acknowledged(ports.http, signal)}`);
  screen.say(`a client sends ${ratePerSecond} requests/s through Envoy`);
  narrator = createNarrator({ screen, httpPort: ports.http, seen: () => stage.seen(), signal });
  return { stage, narrator };
}

async function goodChange(options: StoryOptions, stage: Stage, screen: Screen): Promise<number> {
  screen.chapter('A good change is merged: all to v2');
  const mergedAt = performance.now();
  await mergeMove(options, screen, 'v1', 'v2');
  await stage.reconciler.next('promote v2', (event) => event.event === 'rollout.promote', walkDeadlineMs);
  return performance.now() - mergedAt;
}

/** Merges v3, and measures how it ends. */
export async function badChangeComesBack(
  options: StoryOptions,
  stage: Stage,
  screen: Screen,
  narrator: Narrator,
): Promise<Pick<Summary, 'badChange' | 'firstBadToZeroMs'>> {
  const { badShare, signal } = options;
  screen.chapter(`A bad change is merged: all to v3, which answers 500 to ${badShare * 100} % of its requests`);
  stage.backends.get('v3')?.setFailingShare(badShare);
  await mergeMove(options, screen, 'v2', 'v3');
  const ends = (event: LoggedEvent): boolean => event.event === 'rollout.lower' || event.event === 'rollout.promote';
  const end = await stage.reconciler.next('judge v3', ends, walkDeadlineMs);
  await narrator.told();
  if (end.event === 'rollout.promote') return { badChange: 'promoted', firstBadToZeroMs: null };
  const lastAnswer = await poll('end of v3', () => quiet(stage, 'v3'), { deadlineMs: 10_000, signal });
  screen.say(
    `v3 answered its last request ${(lastAnswer / 1000).toFixed(2)} s after its first bad one; main still asks for it`,
  );
  return { badChange: 'rolled back', firstBadToZeroMs: rollbackMs(stage.seen(), 'v3') };
}

/** How long a version went on after its first bad answer, once it has been silent for half a second. */
function quiet(stage: Stage, version: string): number | null {
  const seen = stage.seen();
  const lastAt = seen.versions[version]?.lastAt ?? 0;
  return Date.now() - lastAt > 500 ? rollbackMs(seen, version) : null;
}

async function deniedChange({ tools, repo, signal }: StoryOptions, stage: Stage, screen: Screen): Promise<void> {
  screen.chapter('A change that the rules deny is merged: access for everybody');
  let text = '';
  const denied = await tools.merge(repo, accessFile, (old) => (text = openToAll(old)), 'Let everybody in');
  const findings = await deniedFindings(stage.ports.http, signal);
  screen.say(`${denied.slice(0, 7)} stays out; what was live is served on:`);
  const errors = findings.filter((finding) => finding.severity === 'error');
  screen.block(`\n${findingsText(errors, new Map([[accessFile, text]]), { colour: false })}`);
  const accepted = stage.reconciler.next('accept the fix', (event) => event.event === 'commit.accepted', 30_000);
  await tools.merge(repo, accessFile, (old) => old.replace('- 0.0.0.0/0', '- 10.0.0.0/8'), 'Let only ours in');
  await accepted;
}

async function killedInTheMiddle(
  options: StoryOptions,
  stage: Stage,
  screen: Screen,
  narrator: Narrator,
): Promise<Summary['killed']> {
  const { reconciler } = stage;
  screen.chapter('The mended version is merged: all to v4; the reconciler is killed in the middle');
  const half = reconciler.next('reach the second step', atLeastHalf, walkDeadlineMs);
  await mergeMove(options, screen, 'v3', 'v4');
  const { weight } = await half;
  await narrator.told();
  const before = stage.seen();
  const killedAt = performance.now();
  await reconciler.kill();
  screen.say('kill -9: nothing steers now, and Envoy goes on with what it has');
  await pause(1_000, options.signal);
  const next = reconciler.next('go on', (event) => event.event === 'rollout.raise', walkDeadlineMs);
  const promoted = reconciler.next('promote v4', (event) => event.event === 'rollout.promote', walkDeadlineMs);
  const absentMs = performance.now() - killedAt;
  const lost = lostBetween(before, stage.seen());
  reconciler.start();
  screen.say('started again: it reads where it was from Git, and gathers evidence anew');
  const nextWeight = (await next).weight ?? 0;
  await promoted;
  await narrator.told();
  return { absentMs, lost, weightBefore: weight ?? 0, nextWeight };
}

function atLeastHalf(event: LoggedEvent): boolean {
  return event.event === 'rollout.raise' && (event.weight ?? 0) >= 500_000;
}

async function mergeMove({ tools, repo }: StoryOptions, screen: Screen, from: string, to: string): Promise<void> {
  const oid = await tools.merge(repo, routeFile, (text) => moveTo(text, to), `Move checkout to ${to}`);
  screen.say(`${oid.slice(0, 7)} on main:  ${from}: 100 → 0,  ${to}: 0 → 100`);
}
