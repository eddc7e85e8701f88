/** The rules as every command uses them. */

import { join } from 'node:path';
import { homedir } from 'node:os';
import { gateLimits, type Limits } from '../opa/limits.ts';
import { createRules, type Rules } from '../opa/rules.ts';
import { findOpa } from '../setup/binaries.ts';
import type { Call } from './command.ts';

/** A process that judges now and then needs no worker in between; one of hundreds of MB stands for seconds of work. */
const idleMs = 20_000;

/** Close it when done. */
export function openRules(call: Call, limits: Limits = gateLimits): Rules {
  const base = call.io.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return createRules({ opa: findOpa(), cacheDir: join(base, 'sluice', 'rules'), idleMs, limits });
}
