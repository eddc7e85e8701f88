// The page says what is: its settings load, its verification verifies, its events are all there are.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createLoader } from '../../policies/load.ts';
import { verbs } from '../live/trailers.ts';
import { newsOf } from '../render/news.ts';
import { notificationOf } from '../render/notification.ts';
import { requestFor } from './request.ts';

const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
}

test('its settings load without a finding', () => {
  const files = new Map([['sluice.yaml', { oid: '1', text: block('yaml') }]]);
  const loaded = createLoader()(files, { intent: true });
  expect(loaded.findings).toEqual([]);
  expect(loaded.mesh.config.notify.map(({ kind }) => kind)).toEqual(['webhook', 'slack', 'cloudevents']);
});

test('its events are those that are told', () => {
  const named = /`events`\s+picks some: ([^]*?)\. Without/.exec(page)?.[1] ?? '';
  const events = [...named.matchAll(/`([a-z-]+)`/g)].map(([, event]) => event);
  expect(new Set(events)).toEqual(new Set([...Object.keys(verbs), 'begin', 'move', 'revert', 'settle', 'gone']));
});

test('its sample is what is sent, field by field', () => {
  const sample: Readonly<Record<string, unknown>> = JSON.parse(block('json'));
  const { target } = sample;
  const message = `Lower

Sluice-Intent: ${'4'.repeat(40)}
Sluice-Target: ${String(target)} 5→0 Rejected errors
Sluice-Evidence: ${String(target)} {"canary":"12/61","stable":"0/1140","verdict":"errors"}
`;
  const [news] = newsOf({ oid: '8'.repeat(40), committedAt: Date.parse(String(sample['at'])), message }, 'default');
  const sent: unknown = news === undefined ? null : JSON.parse(notificationOf(news, 'webhook').body);
  const shortened = { id: expect.any(String), commit: expect.any(String), intent: expect.any(String) };
  expect(sent).toEqual({ ...sample, ...shortened });
  expect(Object.keys(sent ?? {}).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
    Object.keys(sample).toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test('its verification takes what is sent, and nothing else', () => {
  const receiver = { kind: 'webhook', address: 'https://x.example', secretEnv: 'S', events: [] } as const;
  const notification = { id: 'a', contentType: 'application/json', body: '{"a":"é"}' };
  const request = requestFor(receiver, notification, { S: 'sesame' }, Date.now());
  if ('missing' in request) throw new Error(request.missing);
  const around = { createHmac, timingSafeEqual, Buffer };
  const genuine = (secret: string, headers: Readonly<Record<string, string>>, body: string): unknown =>
    runInNewContext(`${block('js')}\ngenuine`, { ...around, secret, headers, body });
  const { headers, body } = request;
  expect(genuine('sesame', headers, body)).toBe(true);
  expect(genuine('other', headers, body)).toBe(false);
  expect(genuine('sesame', headers, `${body} `)).toBe(false);
  expect(genuine('sesame', { ...headers, 'x-sluice-timestamp': '1' }, body)).toBe(false);
  expect(genuine('sesame', { ...headers, 'x-sluice-signature-256': 'sha256=é' }, body)).toBe(false);
});
