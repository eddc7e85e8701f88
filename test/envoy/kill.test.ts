import { expect, test } from 'vitest';
import type { Moment } from '../bars/kill-moments.ts';
import { killOften } from '../bars/kill.ts';

const moments: readonly (readonly ['http' | 'directory', Moment])[] = [
  ['http', 'push'],
  ['directory', 'any'],
];

test.each(moments)(
  'a killed reconciler without a disk goes on from a remote by %s and the proxy, and no request notices: %s',
  { timeout: 180_000 },
  async (remote, moment) => {
    const { killed, ...figures } = await killOften({
      remote,
      sotw: remote === 'directory',
      moments: [moment, 'lowering'],
      seed: 7,
    });
    expect(killed.map(({ jumps }) => jumps)).toEqual([[], []]);
    expect(figures).toMatchObject({ failed: 0, dropped: 0, fsck: '', isLinear: true, leaps: [] });
  },
);
