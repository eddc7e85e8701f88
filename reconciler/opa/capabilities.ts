import { native } from './builtins/native.ts';
import { hostedNames } from './builtins/table.ts';
import { runOpa } from './child.ts';

export type Capabilities =
  /** The file's text, and the builtins that are left out of it. */
  | { readonly ok: true; readonly text: string; readonly refused: ReadonlySet<string> }
  | { readonly ok: false; readonly message: string };

/**
 * The capabilities file for compiling: what this opa knows, less every builtin that is neither inside the module nor
 * served by the host. Nothing that reads the network, the clock, chance or the environment is on that list.
 */
export async function capabilities(opa: string, folder: string, signal: AbortSignal): Promise<Capabilities> {
  const ran = await runOpa(opa, ['capabilities', '--current'], folder, signal);
  if (!ran.ok) return ran;
  const known: unknown = JSON.parse(ran.stdout);
  if (typeof known !== 'object' || known === null) return { ok: false, message: 'opa does not name its capabilities' };
  const builtins: unknown = Reflect.get(known, 'builtins');
  if (!Array.isArray(builtins)) return { ok: false, message: 'opa does not name its builtins' };
  const allowed = builtins.filter((builtin) => allowedNames.has(nameOf(builtin)));
  const refused = builtins.map(nameOf).filter((name) => !allowedNames.has(name));
  return { ok: true, text: JSON.stringify({ ...known, builtins: allowed, allow_net: [] }), refused: new Set(refused) };
}

const allowedNames: ReadonlySet<string> = new Set([...native, ...hostedNames]);

function nameOf(builtin: unknown): string {
  return typeof builtin === 'object' && builtin !== null ? String(Reflect.get(builtin, 'name')) : '';
}
