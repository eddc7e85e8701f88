import { execFile } from 'node:child_process';

export type Ran =
  | { readonly ok: true; readonly stdout: string }
  /** What it complained about, or that it took too long. */
  | { readonly ok: false; readonly message: string };

const limitMs = 30_000;
const largestOutput = 32 * 1024 * 1024;

/**
 * Of Go: it does not look for garbage before there is so much of it. To compile makes 100 MB of it, and takes a third less
 * time without looking.
 */
const environment = { GOGC: 'off', GOMEMLIMIT: '200MiB' };

/**
 * Runs the opa binary in `folder` with these arguments, no shell and nothing of the environment; killed at the limit and on
 * abort.
 */
export function runOpa(opa: string, args: readonly string[], folder: string, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env: environment,
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: largestOutput,
      signal,
    } as const;
    execFile(opa, [...args], options, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason);
      else if (error === null) resolve({ ok: true, stdout });
      else if (error.killed === true) {
        resolve({ ok: false, message: `opa took longer than ${limitMs / 1000} s, and was stopped` });
      } else resolve({ ok: false, message: (stderr || stdout || error.message).trim() });
    });
  });
}
