import { loadavg } from 'node:os';
import { expect, test } from 'vitest';
import type { Moment } from './kill-moments.ts';
import { readBackMs } from '../../reconciler/rollout/decide.ts';
import { killOften } from './kill.ts';

const moments: readonly Moment[] = [
  ...Array<Moment>(5).fill('push'),
  ...Array<Moment>(3).fill('lowering'),
  ...Array<Moment>(7).fill('any'),
];
const seed = Number(process.env['KILL_SEED'] ?? 2_026);

test.each(['http', 'directory'] as const)('15 kills of 30, 5 right at a push: %s', async (remote) => {
  const { killed, ...figures } = await killOften({ remote, sotw: remote === 'directory', moments, seed });
  const back = killed.map(({ backMs }) => backMs).toSorted((a, b) => a - b);
  const reconnect = killed.map(({ reconnectMs }) => reconnectMs).toSorted((a, b) => a - b);
  const middle = Math.floor(killed.length / 2);
  console.log(
    `kills, remote by ${remote}, seed ${seed}: ${JSON.stringify({
      ...figures,
      moments: killed.map(({ moment, afterMs, remote: at }) => `${moment} ${afterMs} ms at ${at}`),
      backMs: { median: back[middle], most: back.at(-1) },
      reconnectMs: { median: reconnect[middle], most: reconnect.at(-1) },
      load: loadavg()[0],
    })}`,
  );
  expect(killed.flatMap(({ jumps }) => jumps)).toEqual([]);
  expect(killed).toHaveLength(15);
  // Within the time that a started process waits before it raises.
  expect(reconnect.at(-1)).toBeLessThan(readBackMs);
  expect(figures).toMatchObject({ failed: 0, dropped: 0, fsck: '', isLinear: true, leaps: [] });
});
