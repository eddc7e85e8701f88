/** One HTTP request for one notification: where it goes, and what proves whose it is. */

import { createHmac } from 'node:crypto';
import type { NotifyConfig } from '../../policies/config.ts';
import type { Notification } from '../render/notification.ts';

export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What can't be sent, and why: a setting is missing on this machine. */
export interface NoRequest {
  readonly missing: string;
}

/**
 * With `secretEnv`, a webhook and CloudEvents are signed: `X-Sluice-Signature-256` is HMAC-SHA256 over
 * `<X-Sluice-Timestamp>.<body>`. Slack checks no signatures; there the address itself is the secret, so the
 * variable holds its last part, and Git only the beginning. `now` is in ms since the epoch.
 */
export function requestFor(
  { kind, address, secretEnv }: NotifyConfig,
  { id, contentType, body }: Notification,
  env: Readonly<Record<string, string | undefined>>,
  now: number,
): Request | NoRequest {
  const secret = secretEnv === null ? null : env[secretEnv];
  if (secret === undefined || secret === '') return { missing: `the variable ${secretEnv} is not set` };
  const timestamp = String(Math.floor(now / 1_000));
  const headers = {
    'content-type': contentType,
    'user-agent': 'sluice',
    'idempotency-key': headerText(id),
    'x-sluice-timestamp': timestamp,
  };
  if (secret === null) return { url: address, headers, body };
  if (kind === 'slack') return slackRequest(address, secret, { headers, body });
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { url: address, headers: { ...headers, 'x-sluice-signature-256': `sha256=${signature}` }, body };
}

function slackRequest(address: string, secret: string, request: Omit<Request, 'url'>): Request | NoRequest {
  // The last part of a path and nothing else: it can't lead to another host.
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(secret)) return { missing: 'the secret is no path such as T0/B0/x' };
  return { ...request, url: `${address.replace(/\/$/, '')}/${secret}` };
}

/** Names may hold any letter; a header's value may not. */
function headerText(text: string): string {
  return encodeURI(text.toWellFormed()).slice(0, 500);
}
