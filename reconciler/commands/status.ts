import { textFlag, isSet, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { hasErrors } from '../../policies/finding.ts';
import { statusText } from '../render/status.ts';
import type { Status } from '../render/status-facts.ts';
import { machineClock } from './clock.ts';

export const status: Command = {
  name: 'status',
  summary: 'show walks and proxies now',
  help: `usage: sluice status [--http HOST:PORT] [--json]

Asks the running reconciler (127.0.0.1:18080) what is live, which walks are under way, what they wait for and by which
numbers, what is left of error budgets, and what each proxy runs.
`,
  options: { http: { type: 'string' } },
  words: [0, 0],
  run: runStatus,
};

async function runStatus(call: Call): Promise<ExitCode> {
  const address = textFlag(call, 'http') ?? '127.0.0.1:18080';
  const text = await ask(`http://${address}/status`, call.signal);
  const document = readStatus(text);
  if (document === null) throw new UsageError(`${address} is no reconciler of this version of Sluice`);
  call.io.out(
    isSet(call, 'json') ? text : statusText(document, new Map(), { colour: call.io.colour, now: machineClock.now() }),
  );
  return hasErrors(document.findings) ? 1 : 0;
}

/** Null where somebody else answered. */
function readStatus(text: string): Status | null {
  try {
    // The running reconciler is this same program; a foreign answer shows itself below.
    const document = JSON.parse(text) as Partial<Status> | null;
    const isOurs = Array.isArray(document?.walks) && Array.isArray(document.budgets);
    return isOurs ? (document as Status) : null;
  } catch {
    return null;
  }
}

async function ask(url: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      redirect: 'error',
    });
    return await response.text();
  } catch {
    throw new UsageError(`no reconciler answers at ${url}; is sluice run going, and with this --http?`);
  }
}
