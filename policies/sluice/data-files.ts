/** `spec.data` of `sluice.yaml`: files of the repository that its own rules see as `data`. */

import { type Decoder, list, malformed, type Placed, placed } from '../decode.ts';
import { describe, isObject } from '../json.ts';
import type { PolicyObject } from '../object.ts';
import { isPolicyFile } from '../policy-file.ts';

/** The one place of a Config: nobody has to search for what loosens a rule. */
export const configFile = 'sluice.yaml';

const dataFile: Decoder<string> = (value, at) => {
  if (typeof value === 'string' && isDataFile(value)) return value;
  const message = `Expected the path of a *.yaml, *.yml or *.json of the repository, found ${describe(value)}`;
  return malformed(at, message, 'Write it from the root, like policy/teams.yaml, and outside of dot-folders.');
};

export const dataFiles: Decoder<readonly Placed<string>[]> = list(placed(dataFile));

function isDataFile(path: string): boolean {
  const isNamed = path.split('/').every((part) => part !== '') && !/\p{Cc}/u.test(path);
  return isNamed && path !== configFile && isPolicyFile(path);
}

/** Those that a Config names, with their places in it; what is wrong with the list itself is said where the Config is read. */
export function dataFilesOf({ body }: PolicyObject): readonly Placed<string>[] {
  const spec = body['spec'];
  const named = isObject(spec) ? spec['data'] : undefined;
  return dataFiles(named ?? [], { path: ['spec', 'data'], unknown: 'error', report: () => undefined }) ?? [];
}
