/** Programs to be measured beside: built once with Go, at a fixed version, into the cache; never for `npm test`. */

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHED_BINARIES } from '../../reconciler/setup/binaries.ts';
import { goModule } from './go-module.ts';

export interface GoProgram {
  readonly name: string;
  /** `path@version` */
  readonly module: string;
  /** Its folder in the module. */
  readonly main: string;
}

/** The program's path; null, with a word about it, where it is absent and can't be built. */
export async function goProgram({ name, module, main }: GoProgram): Promise<string | null> {
  const program = join(CACHED_BINARIES, name);
  const version = module.slice(module.lastIndexOf('@') + 1);
  if (existsSync(program) && isOf(program, version)) return program;
  console.log(`  building ${name} ${version}, once`);
  try {
    mkdirSync(CACHED_BINARIES, { recursive: true });
    // In the module's own folder its replace directives hold; `go install` refuses modules that have any.
    const words = ['build', '-C', await goModule(module), `-ldflags=${markOf(version)}`, '-o', program, main];
    await promisify(execFile)('go', words, { env: { ...process.env, CGO_ENABLED: '0' }, maxBuffer: 1 << 24 });
    return program;
  } catch (error) {
    console.log(`  ${name} can't be built (${error instanceof Error ? error.message : String(error)}): not measured`);
    return null;
  }
}

/** Whether that version built it; where there is no Go nobody can tell, and nothing else could be had. */
function isOf(program: string, version: string): boolean {
  const { status, stdout } = spawnSync('go', ['version', '-m', program], { encoding: 'utf8' });
  return status === null || stdout.includes(`${markOf(version)}\n`);
}

/** Sets a variable that no program has: it changes nothing, but Go notes in the program how it was built. */
function markOf(version: string): string {
  return `-X=main.builtAs=${version}`;
}
