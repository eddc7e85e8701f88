/** A Prometheus that answers what a test says, and one walk that asks it. */

import type { QueriedSli } from '../../policies/evidence.ts';
import { AskedSource, everyMs } from './asked-source.ts';
import { startJsonServer, type JsonServer, type Reply } from './json-server.ts';

type Sli = Extract<QueriedSli, { kind: 'prometheus' }>;

export const counting: Sli = {
  kind: 'prometheus',
  source: 'prom',
  query: { kind: 'counts', good: 'sum(ok{c=~"$clusters"})', total: 'sum(all{c=~"$clusters"})' },
  everyMs,
};

/** Part → its values, as text; `seen` for all ages that are not named. */
export type Parts = Readonly<Record<string, readonly string[]>>;

const healthy: Parts = {
  'good canary': ['5'],
  'total canary': ['6'],
  'good stable': ['90'],
  'total stable': ['100'],
  seen: ['1700000000'],
};

interface Given {
  parts: Parts;
  /** Instead of the parts. */
  whole: Reply | null | undefined;
  offMs: number;
}

export async function prometheusScene(
  open: { close(): Promise<void> }[],
  sli: Sli = counting,
  env: Readonly<Record<string, string>> = {},
  tokenEnv: string | null = null,
  first: Parts = {},
) {
  const given: Given = { parts: { ...healthy, ...first }, whole: undefined, offMs: 0 };
  let nowMs = (): number => 1_700_000_000_000;
  const server = await startJsonServer(({ body }) => {
    if (given.whole !== undefined) return given.whole;
    const query = new URLSearchParams(body).get('query') ?? '';
    const names = [...query.matchAll(/"sluice_part", "([^"]*)"/g)].map(([, name = '']) => name);
    const at = (nowMs() + given.offMs) / 1_000;
    const result = names.flatMap((name) =>
      (given.parts[name] ?? given.parts[name.replace(/^seen.*/, 'seen')] ?? []).map((value, i) => ({
        metric: { sluice_part: name, ...(i === 0 ? {} : { instance: String(i) }) },
        value: [at, value],
      })),
    );
    return { body: { status: 'success', data: { resultType: 'vector', result } } };
  });
  open.push(server);
  const config = { prom: { kind: 'prometheus' as const, address: server.address, timeoutMs: 5_000, tokenEnv } };
  const { asked, readings } = await AskedSource.open({ slis: [sli], config, env });
  open.push(asked);
  nowMs = () => asked.time.nowMs;
  return { given, server, asked, readings, change: (parts: Parts) => (given.parts = { ...given.parts, ...parts }) };
}

/** The query that was asked last. */
export function queryOf(server: JsonServer): string {
  return new URLSearchParams(server.asked.at(-1)?.body).get('query') ?? '';
}
