import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playStory } from '../demo/story.ts';
import type { Stage } from '../demo/stage.ts';
import { summaryText } from '../demo/summary.ts';
import { findEnvoy } from '../setup/binaries.ts';
import { isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { demoTools } from './demo-tools.ts';
import { log } from './log.ts';
import { provenanceOf } from './provenance.ts';
import { sleep } from './sleep.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'show it all on this machine',
  help: `usage: sluice demo [--keep] [--json]

Plays it all on this machine, with real Git, real Rego and real Envoy, in about a minute: a good change walks to 100 %,
a bad one comes back by itself, one that the rules deny stays out, and a reconciler that is killed goes on. Everything
is in a temporary folder, and gone afterwards.

  --keep           go on serving until Ctrl-C, and say how to play with it
`,
  json: 'the summary alone, as one JSON document',
  options: { keep: { type: 'boolean' } },
  words: [0, 0],
  run: runDemo,
};

async function runDemo(call: Call): Promise<ExitCode> {
  if (findEnvoy() === null) throw new UsageError('there is no Envoy: run npm run setup, or name one in ENVOY_BIN');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  const json = isSet(call, 'json');
  try {
    return await play(call, folder, json ? () => undefined : call.io.out);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function play(call: Call, folder: string, out: (text: string) => void): Promise<ExitCode> {
  const { io, signal } = call;
  const repo = join(folder, 'mesh');
  const story = { tools: demoTools(), out, colour: io.colour, repo, stateDir: join(folder, 'state') };
  const { stage, summary } = await playStory({ ...story, ratePerSecond: 1_000, badShare: 0.5, signal });
  try {
    if (isSet(call, 'json')) io.out(`${JSON.stringify({ version: 1, ...summary })}\n`);
    out('\nThe live branch, which only Sluice writes\n');
    await log.run({ ...call, flags: { repo, limit: '30' }, io: { ...io, out } });
    out(`\nWhat Envoy itself says it runs\n${await provenanceOf(stage.envoy)}`);
    out(`\nMeasured\n${summaryText(summary)}`);
    if (isSet(call, 'keep')) await keepOn(stage, repo, out, signal);
    else out('\nnext: npm start -- --keep, and play with it yourself\n');
  } finally {
    await stage.close();
  }
  return 0;
}

async function keepOn(stage: Stage, repo: string, out: (text: string) => void, signal: AbortSignal): Promise<void> {
  const { listen, http, admin } = stage.ports;
  out(`
It goes on until Ctrl-C. To play with it, in another terminal:

  curl -H 'host: checkout.shop' http://127.0.0.1:${listen}/        which version answers
  cd ${repo}
  $EDITOR routes/checkout.yaml && git commit -am 'Move it'   merge something
  npx sluice status --http 127.0.0.1:${http}                 (in Sluice's folder) what walks now
  npx sluice log --repo ${repo}
  http://127.0.0.1:${admin}/config_dump                      what Envoy runs
`);
  while (!signal.aborted) await sleep(3_600_000, signal);
}
