import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { demoTools } from '../../reconciler/commands/demo-tools.ts';
import { createScreen } from '../../reconciler/demo/screen.ts';
import { badChangeComesBack, setUp } from '../../reconciler/demo/story.ts';
import { failedOf } from '../../reconciler/demo/tally.ts';
import { temporaryFolder } from '../support/git-repository.ts';

const stop = new AbortController();
afterAll(() => stop.abort());

/** The demonstration's chapter of the bad change, with a v3 that fails so often; what it measured, and what failed. */
async function measure(badShare: number) {
  const { path, remove } = await temporaryFolder();
  const options = {
    tools: demoTools(),
    out: () => undefined,
    colour: false,
    repo: join(path, 'mesh'),
    stateDir: join(path, 'state'),
    ratePerSecond: 1_000,
    badShare,
    signal: stop.signal,
  };
  const screen = createScreen(options.out, () => 0, options.colour);
  const { stage, narrator } = await setUp(options, screen);
  try {
    const end = await badChangeComesBack(options, stage, screen, narrator);
    return { ...end, failed: failedOf(stage.seen()), dropped: stage.seen().dropped };
  } finally {
    await stage.close();
    await remove();
  }
}

test(
  'what the demonstration says was measured: a bad version is taken back, a good one is not',
  { timeout: 180_000 },
  async () => {
    const bad = await measure(0.5);
    expect(bad.badChange).toBe('rolled back');
    expect(bad.firstBadToZeroMs).toBeGreaterThan(0);
    expect(bad.failed).toBeGreaterThan(0);
    expect(bad.dropped).toBe(0);
    expect(await measure(0)).toEqual({ badChange: 'promoted', firstBadToZeroMs: null, failed: 0, dropped: 0 });
  },
);

test('Ctrl-C leaves no process and no folder behind', { timeout: 60_000 }, async () => {
  const before = await demoFolders();
  const child = spawn(process.execPath, ['reconciler/main.ts', 'demo'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  // Every part runs once the client sends.
  for await (const line of lines) if (line.includes('a client sends')) break;
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(130);
  expect(await demoFolders()).toEqual(before);
  expect(await leftBehind()).toEqual([]);
});

async function demoFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('sluice-demo-')).sort();
}

/** Command lines of processes that run out of a demonstration's folder. */
async function leftBehind(): Promise<string[]> {
  const found = spawn('ps', ['-eo', 'args'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: found.stdout })) lines.push(line);
  return lines.filter((line) => line.includes('sluice-demo-'));
}
