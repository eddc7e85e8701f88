/** `kind: Waiver`: a rule that one object may break until a day, and who answers for it. */

import type { Contribution } from '../contribution.ts';
import {
  type At,
  type Decoder,
  envelope,
  filledText,
  list,
  malformed,
  record,
  required,
  simpleName,
  text,
} from '../decode.ts';
import type { Path } from '../finding.ts';
import { describe } from '../json.ts';
import type { Kind } from '../kind.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { either, numberWithin } from '../shapes.ts';

const dayMs = 86_400_000;

/** The end of that day in UTC. */
const lastDay: Decoder<number> = (value, at) => {
  const startMs = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  // A day that no month has is read as one of the next.
  const exists = !Number.isNaN(startMs) && new Date(startMs).toISOString().slice(0, 10) === value;
  return exists
    ? startMs + dayMs
    : malformed(at, `Expected a day, found ${describe(value)}`, 'Write it like 2027-03-31.');
};

const path: Decoder<Path> = list(either(numberWithin(0, 1_000_000), text));

const body = envelope({
  spec: required(
    record({
      rule: required(filledText),
      object: required(record({ kind: required(filledText), namespace: simpleName, name: required(filledText) })),
      path,
      owner: required(filledText),
      reason: required(filledText),
      expires: required(lastDay),
    }),
  ),
});

export const waiverKind: Kind = {
  group: 'sluice.dev',
  kind: 'Waiver',
  versions: ['v1alpha1'],
  unknownField: 'error',
  read: readWaiver,
};

function readWaiver(object: PolicyObject, at: At): readonly Contribution[] {
  const spec = body(object.body, at)?.spec;
  if (!spec) return [];
  const { rule, owner, reason, expires: endsMs } = spec;
  const { kind, namespace = object.namespace, name } = spec.object;
  const source = sourceOf(object, []);
  const waiver = { rule, kind, namespace, name, path: spec.path ?? [], owner, reason, endsMs, source };
  return [{ kind: 'waiver', waiver }];
}
