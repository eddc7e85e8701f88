/** One bounded request for JSON: in time, in bytes, and to no other place than the one that was named. */

import type { SourceConfig } from '../../policies/config.ts';
import type { Trouble } from '../rollout/sample.ts';

/** What reaching a source needs of the process around it. */
export interface Reach {
  readonly fetch: typeof globalThis.fetch;
  /** The reconciler's environment, for tokens. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Waits so long, or until the signal aborts; never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly dateMs: number | null; readonly body: unknown }
  | TroubleFound;

/** What stands in the way of an answer that can be used. */
export interface TroubleFound {
  readonly kind: 'trouble';
  readonly name: Trouble;
  readonly reason: string;
}

/** Answers that are longer are refused. */
const maxBytes = 1024 * 1024;

/**
 * Asks `path` of the source: with a form by POST, without by GET. Whatever goes wrong is a trouble; nothing is thrown,
 * and no reason holds the token.
 */
export async function askJson(
  config: SourceConfig,
  path: string,
  form: Readonly<Record<string, string>> | null,
  reach: Reach,
  signal: AbortSignal,
): Promise<Answer> {
  const url = urlOf(config.address, path);
  if (url === null) return trouble('source-error', 'the address and the path make no URL of this source');
  const token = tokenOf(config, reach.env);
  if (token?.ok === false) return trouble('source-error', token.reason);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  let slow = false;
  const timeout = reach.sleep(config.timeoutMs, ending.signal).then(() => {
    slow = !ending.signal.aborted;
    end();
  });
  try {
    const response = await reach.fetch(url, {
      method: form === null ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token.value}` }) },
      body: form === null ? null : new URLSearchParams(form),
      redirect: 'manual',
      signal: ending.signal,
    });
    return await answerOf(response);
  } catch (error) {
    if (slow) return trouble('source-slow', `no answer within ${config.timeoutMs} ms`);
    return trouble('source-error', `it could not be asked: ${codeOf(error)}`);
  } finally {
    // An answer that was not read to its end is dropped with its connection.
    end();
    signal.removeEventListener('abort', end);
    await timeout;
  }
}

export function trouble(name: Trouble, reason: string): TroubleFound {
  return { kind: 'trouble', name, reason };
}

/** What others wrote, fit for one line of a log. */
export function cut(text: string): string {
  const plain = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain;
}

async function answerOf(response: Response): Promise<Answer> {
  const { status } = response;
  if (status === 0 || (status >= 300 && status < 400)) {
    return trouble('source-error', `it answered ${status}: redirects are not followed`);
  }
  const text = await textOf(response);
  if (text === null) return trouble('source-error', `an answer of more than ${maxBytes} bytes`);
  const written = Date.parse(response.headers.get('date') ?? '');
  try {
    const body: unknown = JSON.parse(text);
    return { kind: 'answer', status, dateMs: Number.isNaN(written) ? null : written, body };
  } catch {
    return trouble('source-error', `it answered ${status} with what is no JSON`);
  }
}

async function textOf(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Node's web streams can be iterated; the type of the DOM does not say so.
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The path can't lead out of the address: neither to another host nor above its own path. */
function urlOf(address: string, path: string): string | null {
  const [plain = ''] = path.split(/[?#]/);
  const climbs = plain.split(/[/\\]/).some((part) => /^(?:\.|%2e){1,2}$/i.test(part));
  const whole = address.replace(/\/+$/, '') + path;
  if (!path.startsWith('/') || climbs || !URL.canParse(address) || !URL.canParse(whole)) return null;
  const [base, url] = [new URL(address), new URL(whole)];
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && base.origin === url.origin && url.username === '' && url.password === '' ? url.href : null;
}

function tokenOf(
  { tokenEnv }: SourceConfig,
  env: Reach['env'],
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string } | null {
  if (tokenEnv === null) return null;
  const value = env[tokenEnv]?.trim() ?? '';
  if (value === '') return { ok: false, reason: `the variable ${tokenEnv} holds no token` };
  return /^[\x21-\x7e]+$/.test(value)
    ? { ok: true, value }
    : { ok: false, reason: `the variable ${tokenEnv} holds what is no bearer token` };
}

/** The kind of a failure only: its words may quote what was sent. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  for (const each of [cause, error]) {
    if (each instanceof Error && 'code' in each && typeof each.code === 'string') return each.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
