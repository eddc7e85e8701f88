import type { HttpClient } from './http-client.ts';
import type { GitLimits } from './limits.ts';

/** A server's repository, and how it is spoken to. */
export interface HttpSource {
  readonly client: HttpClient;
  /** Without credentials: these are in the headers. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: GitLimits;
}

/** Takes the credentials out of a URL, so that no message and no file shows them. */
export function withoutCredentials(
  remote: string,
  headers: Readonly<Record<string, string>> = {},
): { url: string; headers: Record<string, string> } {
  const url = new URL(remote);
  const all = { ...headers };
  if (url.username !== '' || url.password !== '') {
    const secret = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    all['authorization'] = `Basic ${Buffer.from(secret).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  return { url: url.href.replace(/\/+$/, ''), headers: all };
}
