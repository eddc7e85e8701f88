import type { Json } from '../../policies/mesh.ts';
import type { Log } from '../reconcile/ports.ts';
import { jsonLine } from '../render/printable.ts';
import { machineClock } from './clock.ts';
import type { Call } from './command.ts';

/** One JSON line an event, on stderr. */
export function jsonLog(call: Call): Log {
  return (event, fields) => {
    const line: Record<string, Json> = { at: new Date(machineClock.now()).toISOString(), event, ...fields };
    call.io.err(`${jsonLine(line)}\n`);
  };
}
