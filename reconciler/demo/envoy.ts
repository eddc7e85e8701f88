// A real Envoy: started on a bootstrap, asked by its admin port, killed by its process id.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy } from '../setup/binaries.ts';
import { poll } from './waiting.ts';

export interface EnvoyOptions {
  /** The bootstrap, as YAML or JSON. Its admin listens on loopback, on any port or on 0. */
  readonly bootstrap: string;
  readonly signal: AbortSignal;
  /** Envoy's `--log-level`; `warning` when absent. */
  readonly logLevel?: string;
  /** `ready`: its first configuration is in. `admin`: the admin answers, for an Envoy that is to get none. */
  readonly until?: 'ready' | 'admin';
  /** How long it may take to get there; 20 s when absent. */
  readonly deadlineMs?: number;
}

export interface Envoy {
  readonly pid: number;
  readonly adminPort: number;
  /** The body that the admin answers with; throws unless the status is 200. */
  readonly adminGet: (path: string) => Promise<string>;
  /** What Envoy has logged so far. */
  readonly log: () => string;
  /** Kills it and waits for its end. */
  readonly close: () => Promise<void>;
}

/** Starts an Envoy and waits until it serves. Throws with its log when it ends or doesn't get there in time. */
export async function startEnvoy(options: EnvoyOptions): Promise<Envoy> {
  const binary = findEnvoy();
  if (binary === null) throw new Error('there is no Envoy: run `npm run setup`, or name one in ENVOY_BIN');
  const folder = mkdtempSync(join(tmpdir(), 'sluice-envoy-'));
  const config = join(folder, 'bootstrap.yaml');
  const addressFile = join(folder, 'admin-address');
  writeFileSync(config, options.bootstrap);
  const level = options.logLevel ?? 'warning';
  const child = spawn(
    binary,
    [
      '-c',
      config,
      '--admin-address-path',
      addressFile,
      '--log-level',
      level,
      '--concurrency',
      '1',
      '--disable-hot-restart',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const words: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const close = closer(child, folder, options.signal);
  try {
    if (child.pid === undefined) await once(child, 'spawn');
    const adminPort = await untilServing(child, addressFile, options);
    const adminGet = (path: string): Promise<string> => fetchText(adminPort, path);
    return { pid: child.pid ?? 0, adminPort, adminGet, log: () => words.join(''), close };
  } catch (error) {
    await close();
    throw new Error(`Envoy did not start: ${String(error)}\n${words.join('').slice(-4000)}`, { cause: error });
  }
}

/** Envoy ends on `close`, when the signal aborts, and with this process, whichever is first. */
function closer(child: ChildProcess, folder: string, signal: AbortSignal): () => Promise<void> {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  void ended.then(() => {
    process.removeListener('exit', kill);
    signal.removeEventListener('abort', kill);
    rmSync(folder, { recursive: true, force: true });
  });
  return async () => {
    kill();
    await ended;
  };
}

async function untilServing(child: ChildProcess, addressFile: string, options: EnvoyOptions): Promise<number> {
  const path = options.until === 'admin' ? '/server_info' : '/ready';
  const ask = async (): Promise<number | null> => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const port = portIn(addressFile);
    if (port === null) return null;
    return (await answers(port, path)) ? port : null;
  };
  return poll('Envoy that serves', ask, { deadlineMs: options.deadlineMs ?? 20_000, signal: options.signal });
}

/** Envoy writes `127.0.0.1:43210` once it knows. */
function portIn(addressFile: string): number | null {
  try {
    const port = /:(\d+)$/.exec(readFileSync(addressFile, 'utf8').trim())?.[1];
    return port === undefined ? null : Number(port);
  } catch {
    return null;
  }
}

async function answers(port: number, path: string): Promise<boolean> {
  try {
    await fetchText(port, path);
    return true;
  } catch {
    return false;
  }
}

async function fetchText(port: number, path: string): Promise<string> {
  const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: 10_000 });
  request.on('timeout', () => request.destroy(new Error(`no answer from the admin for ${path}`)));
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(chunks.join(''));
        else reject(new Error(`the admin answered ${response.statusCode} for ${path}`));
      });
    });
  });
}
