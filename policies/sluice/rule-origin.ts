/** `kind: RuleOrigin`: where the rules of a folder were pulled from. `sluice rules pull` writes it. */

import type { Contribution } from '../contribution.ts';
import { type At, below, type Decoder, envelope, filledText, malformed, record, required } from '../decode.ts';
import { isObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { PolicyObject } from '../object.ts';
import { isRulePath, type RuleFiles } from '../rule-origin.ts';
import { mapOf, matching } from '../shapes.ts';

const sha256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 hex digits');

const hashes = mapOf(sha256);

const files: Decoder<RuleFiles> = (value, at) => {
  const read = hashes(value, at);
  if (!read || !isObject(value)) return undefined;
  const paths = Object.keys(value);
  const stray = paths.filter((path) => !isRulePath(path));
  for (const path of stray) {
    malformed({ ...below(at, path), part: 'key' }, 'Expected the path of a *.rego below this folder');
  }
  return stray.length > 0 || read.size < paths.length ? undefined : read;
};

const body = envelope({
  spec: required(
    record({
      source: required(filledText),
      ref: required(filledText),
      commit: required(matching(/^[0-9a-f]{40}$/, 'a commit of 40 hex digits')),
      path: required(filledText),
      digest: required(sha256),
      signer: filledText,
      files: required(files),
    }),
  ),
});

export const ruleOriginKind: Kind = {
  group: 'sluice.dev',
  kind: 'RuleOrigin',
  versions: ['v1alpha1'],
  unknownField: 'error',
  read: readOrigin,
};

function readOrigin(object: PolicyObject, at: At): readonly Contribution[] {
  const spec = body(object.body, at)?.spec;
  if (!spec) return [];
  return [{ kind: 'origin', origin: { ...spec, signer: spec.signer ?? null } }];
}
