import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NotifyConfig } from '../../policies/config.ts';
import { newsOf, type News } from '../render/news.ts';
import { createNotifier, type Notifier, type NotifierParts } from './notifier.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let address: string;
let received: Received[];
let logged: { event: string; fields: Readonly<Record<string, unknown>> }[];
let pauses: number[];
let answer: (response: ServerResponse, nth: number) => void;

beforeEach(async () => {
  received = [];
  logged = [];
  pauses = [];
  answer = (response) => response.end('ok');
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response, received.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}/hook`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const env = { HOOK: 'sesame', SLACK: 'T0/B0/xyz' };

/** Pauses between tries end at once; the last one, of close(), ends when it is aborted. */
function notifier(parts: Partial<NotifierParts> = {}): Notifier {
  return createNotifier({
    fetch,
    env,
    clock: { now: () => Date.UTC(2026, 2, 1, 12) },
    log: (event, fields) => logged.push({ event, fields }),
    sleep: (ms, signal) => {
      if (ms === 3_000) return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      pauses.push(ms);
      return Promise.resolve();
    },
    ...parts,
  });
}

function receiver(changes: Partial<NotifyConfig> = {}): NotifyConfig {
  return { kind: 'webhook', address, secretEnv: null, events: [], ...changes };
}

function rollback(target = 'shop/checkout#primary', oid = '3'.repeat(40)): readonly News[] {
  const message = `Lower ${target} to 0 %

Sluice-Intent: ${'2'.repeat(40)}
Sluice-Target: ${target} 5→0 Rejected errors
Sluice-Evidence: ${target} {"canary":"12/61","stable":"0/1140","verdict":"errors"}
`;
  return newsOf({ oid, committedAt: Date.UTC(2026, 2, 1, 12), message }, 'default');
}

test('a webhook is told in JSON, and can prove who said it and when', async () => {
  const told = notifier();
  told.tell(rollback(), [receiver({ secretEnv: 'HOOK' })]);
  await told.close();
  const { headers = {}, body = '' } = received[0] ?? {};
  const header = (name: string): unknown => Object.entries(headers).find(([key]) => key === name)?.[1];
  expect(JSON.parse(body)).toEqual({
    version: 1,
    id: `${'3'.repeat(40)}/shop/checkout#primary`,
    event: 'lower',
    cluster: 'default',
    commit: '3'.repeat(40),
    intent: '2'.repeat(40),
    at: '2026-03-01T12:00:00.000Z',
    target: 'shop/checkout#primary',
    fromPpm: 50_000,
    toPpm: 0,
    phase: 'Rejected',
    reason: 'errors',
    canary: { bad: 12, total: 61 },
    stable: { bad: 0, total: 1140 },
    by: null,
    note: null,
    headline: 'rolled back from 5%: 12 of 61 canary answers were errors against 0 of 1,140 of stable',
  });
  const timestamp = String(header('x-sluice-timestamp'));
  expect(timestamp).toBe(String(Date.UTC(2026, 2, 1, 12) / 1_000));
  const signed = createHmac('sha256', 'sesame').update(`${timestamp}.${body}`).digest('hex');
  expect(header('x-sluice-signature-256')).toBe(`sha256=${signed}`);
  expect(header('idempotency-key')).toBe(`${'3'.repeat(40)}/shop/checkout#primary`);
  expect(logged).toMatchObject([{ event: 'notify.sent', fields: { tries: 1 } }]);
});

test('CloudEvents 1.0, structured', async () => {
  const told = notifier();
  told.tell(rollback(), [receiver({ kind: 'cloudevents' })]);
  await told.close();
  expect(received[0]?.headers['content-type']).toBe('application/cloudevents+json');
  expect(received[0]?.headers['x-sluice-signature-256']).toBeUndefined();
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
    specversion: '1.0',
    id: `${'3'.repeat(40)}/shop/checkout#primary`,
    source: '/sluice/default',
    type: 'dev.sluice.walk.lowered',
    subject: 'shop/checkout#primary',
    time: '2026-03-01T12:00:00.000Z',
    datacontenttype: 'application/json',
    data: { event: 'lower', canary: { bad: 12 } },
  });
});

test('Slack reads no name as a mention, a link or a line', async () => {
  const told = notifier();
  told.tell(rollback('shop/<!channel> & <http://x|y>\u202e#a'), [receiver({ kind: 'slack', secretEnv: 'SLACK' })]);
  await told.close();
  expect(received[0]?.path).toBe('/hook/T0/B0/xyz');
  const message: unknown = JSON.parse(received[0]?.body ?? '');
  expect(message).toMatchObject({
    text: expect.stringMatching(
      /^❌ shop\/&lt;!channel&gt; &amp; &lt;http:\/\/x\|y&gt;\\u\{202e\}#a \(default\): rolled back/,
    ),
    mrkdwn: false,
    blocks: [{ text: { type: 'plain_text' } }, { elements: [{ type: 'plain_text', text: 'sluice why 333333333333' }] }],
  });
});

test.each([429, 500, 503])('%i is tried again, then it is there once', async (status) => {
  answer = (response, nth) => {
    if (nth < 3) response.writeHead(status, { 'retry-after': '7' });
    response.end();
  };
  const told = notifier();
  told.tell(rollback(), [receiver()]);
  await told.close();
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(pauses).toEqual([7_000, 7_000]);
  expect(logged).toMatchObject([{ event: 'notify.sent', fields: { tries: 3 } }]);
});

test.each([301, 307, 400, 401, 404])('%i is not tried again, and nothing is followed', async (status) => {
  answer = (response) => response.writeHead(status, { location: address }).end();
  const told = notifier();
  told.tell(rollback(), [receiver()]);
  await told.close();
  expect(received).toHaveLength(1);
  expect(logged).toMatchObject([{ event: 'notify.failed', fields: { reason: `it answers ${status}` } }]);
});

test('a receiver that is away is given up after five tries, and named without its path', async () => {
  server.closeAllConnections();
  server.close();
  const told = notifier();
  told.tell(rollback(), [receiver()]);
  await told.close();
  expect(pauses).toEqual([1_000, 4_000, 15_000, 60_000]);
  expect(logged).toMatchObject([
    { event: 'notify.failed', fields: { tries: 5, reason: expect.stringContaining('ECONNREFUSED') } },
  ]);
  expect(JSON.stringify(logged)).not.toContain('/hook');
});

test('an endless answer is not read', async () => {
  answer = (response) => {
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };
  const told = notifier();
  told.tell(rollback(), [receiver()]);
  await told.close();
  expect(logged).toMatchObject([{ event: 'notify.sent' }]);
});

test('only the events that a receiver asks for, in their order', async () => {
  const message = `Accept ${'2'.repeat(12)}

Sluice-Intent: ${'2'.repeat(40)}
Sluice-Target: shop/a 0→0 Progressing
Sluice-Target: shop/b 5→5 Held no-data
`;
  const news = newsOf({ oid: '4'.repeat(40), committedAt: 0, message }, 'default');
  const told = notifier();
  told.tell(news, [receiver(), receiver({ events: ['hold', 'raise'], kind: 'cloudevents' })]);
  await told.close();
  const of = (kind: string): unknown[] =>
    received
      .filter(({ headers }) => String(headers['content-type']).includes('cloudevents') === (kind === 'cloudevents'))
      .map(({ body }) => {
        const document: { event?: string; type?: string } = JSON.parse(body);
        return document.event ?? document.type;
      });
  expect(of('webhook')).toEqual(['accept', 'begin', 'hold']);
  expect(of('cloudevents')).toEqual(['dev.sluice.walk.held']);
});

test('a missing secret sends nothing: unsigned is not what was asked for', async () => {
  const told = notifier({ env: { SLACK: '//evil.example/x' } });
  told.tell(rollback(), [receiver({ secretEnv: 'HOOK' }), receiver({ kind: 'slack', secretEnv: 'SLACK' })]);
  await told.close();
  expect(received).toEqual([]);
  expect(logged.map(({ fields }) => fields['reason'])).toEqual([
    'the variable HOOK is not set',
    'the secret is no path such as T0/B0/x',
  ]);
});

test('a receiver that hangs holds back nobody, fills nothing, and ends with the process', async () => {
  answer = () => undefined;
  let ends: (() => void) | null = null;
  const told = notifier({
    sleep: (_, signal) =>
      new Promise((resolve) => {
        ends = resolve;
        signal.addEventListener('abort', () => resolve());
      }),
  });
  const other = createServer((_, response) => response.end());
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const bound = other.address();
  const elsewhere = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}/`;
  const many = Array.from({ length: 250 }, (_, index) => rollback('shop/a', String(index).padStart(40, '0'))).flat();
  told.tell(many, [receiver()]);
  told.tell(rollback(), [receiver({ address: elsewhere })]);
  await expect.poll(() => logged.some(({ event }) => event === 'notify.sent')).toBe(true);
  await expect.poll(() => received.length).toBe(1);
  expect(logged.filter(({ event }) => event === 'notify.dropped')).toHaveLength(50);
  const closed = told.close();
  await expect.poll(() => ends).not.toBe(null);
  (ends as (() => void) | null)?.();
  await closed;
  expect(logged.filter(({ event }) => event === 'notify.failed')).toHaveLength(200);
  told.tell(rollback(), [receiver()]);
  expect(received).toHaveLength(1);
  other.closeAllConnections();
  other.close();
});
