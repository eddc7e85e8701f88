import { cidr } from './cidr.ts';
import { encoding } from './encoding.ts';
import { jsonPatch } from './json-patch.ts';
import { quantities } from './quantities.ts';
import { regex } from './regex.ts';
import { semver } from './semver.ts';
import { sprintf } from './sprintf.ts';
import { strings } from './strings.ts';
import { subset } from './subset.ts';
import type { Builtin } from './value.ts';

/** The builtins that the host serves; those of `native.ts` are inside the module itself. There are no others. */
export const hosted: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    sprintf,
    ...strings,
    ...subset,
    ...regex,
    ...semver,
    ...quantities,
    ...encoding,
    ...jsonPatch,
    ...cidr,
  }),
);
