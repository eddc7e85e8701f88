import { spawn } from 'node:child_process';

/** What a run of `runBinary` may set; `env` is added to the environment of this process. */
export interface RunOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and returns what it wrote. Throws with its own words when it fails or can't be started. */
export function runBinary(program: string, args: readonly string[], options: RunOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      signal: options.signal,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const words: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new Error(`${program} ended with ${code ?? killedBy}\n${Buffer.concat(words).toString('utf8')}`));
    });
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}
