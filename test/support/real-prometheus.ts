/** A real Prometheus that scrapes Envoys' admin ports. */

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { findPrometheus } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder } from './git-repository.ts';

export interface RealPrometheus {
  readonly address: string;
  /** Stops it in its tracks, its connections open; and lets it go on. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export interface PrometheusOptions {
  /** Hosts and ports of admins. */
  readonly targets: readonly string[];
  readonly scrapeMs: number;
  readonly flags?: readonly string[];
  readonly signal: AbortSignal;
}

export async function startPrometheus(options: PrometheusOptions): Promise<RealPrometheus> {
  const { targets, scrapeMs, flags = [], signal } = options;
  const binary = findPrometheus();
  if (binary === null)
    throw new Error('there is no Prometheus: run `npm run test:integration`, or name one in PROMETHEUS_BIN');
  const { path, remove } = await temporaryFolder();
  const config = {
    global: { scrape_interval: `${scrapeMs}ms`, scrape_timeout: `${scrapeMs}ms` },
    scrape_configs: [{ job_name: 'envoy', metrics_path: '/stats/prometheus', static_configs: [{ targets }] }],
  };
  await writeFile(join(path, 'prometheus.yml'), JSON.stringify(config));
  const listen = `127.0.0.1:${await freePort()}`;
  const words: string[] = [];
  const child = spawn(
    binary,
    [
      `--config.file=${join(path, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(path, 'data')}`,
      `--web.listen-address=${listen}`,
      '--log.level=warn',
      ...flags,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child.stderr.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  signal.addEventListener('abort', kill, { once: true });
  const close = async (): Promise<void> => {
    kill();
    await ended;
    process.removeListener('exit', kill);
    signal.removeEventListener('abort', kill);
    await remove();
  };
  const ready = async (): Promise<true | null> => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended: ${words.join('')}`);
    const response = await fetch(`http://${listen}/-/ready`, { signal }).catch(() => null);
    await response?.arrayBuffer();
    return response?.ok === true ? true : null;
  };
  try {
    await poll('Prometheus that is ready', ready, { deadlineMs: 30_000, everyMs: 50, signal });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    address: `http://${listen}`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    close,
  };
}
