/** Istio's Destination and HTTPRouteDestination: where to, and how much. */

import { type At, type Decoder, defined, filledText, list, port, record, required } from '../decode.ts';
import { hostName } from '../host-field.ts';
import { describe } from '../json.ts';
import type { Destination, Json, WeightedDestination } from '../mesh.ts';
import { sharesOfWeights } from '../shares.ts';
import { headerEdits } from './header-edits.ts';

const fields = record({
  host: required(hostName),
  subset: filledText,
  port: record({ number: required(port) }),
});

/** Its host is as written, in lower case; a port of 0 was not named. */
export const destination: Decoder<Destination> = (value, at) => {
  const read = fields(value, at);
  return read && { host: read.host, port: read.port?.number ?? 0, subset: read.subset ?? null };
};

interface Item {
  readonly destination: Destination;
  readonly weight: number;
  readonly rest: Omit<WeightedDestination, 'destination' | 'share'>;
}

/** A weight that is no count is reported and counts as 0: the rest of the rule is still worth reading. */
const weight: Decoder<number> = (value, at) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000_000) return value;
  return weightsInvalid(at, `A weight is a whole number from 0, found ${describe(value)}`);
};

const item = record({ destination: required(destination), weight, headers: headerEdits });

const noWeight = 'All weights are 0, so no destination gets anything';

const plainItems = list(record({ destination: required(destination), weight }), 1);

const items = list<Item>((value, at) => {
  const read = item(value, at);
  return (
    read && {
      destination: read.destination,
      weight: read.weight ?? 0,
      rest: { ...defined({ headers: read.headers }), item: value },
    }
  );
}, 1);

/** A route list with its shares; a lone destination gets all, whatever its weight says, as in Istio. */
export const weightedDestinations: Decoder<readonly WeightedDestination[]> = (value: Json, at: At) => {
  const read = items(value, at);
  if (!read || read.length === 0) return undefined;
  const weights = read.length === 1 ? [1] : read.map((each) => each.weight);
  const sum = weights.reduce((total, each) => total + each, 0);
  if (sum === 0) weightsInvalid(at, noWeight);
  // Even shares keep the rule readable; the finding keeps it from going live.
  const shares = sharesOfWeights(sum === 0 ? weights.map(() => 1) : weights);
  return read.map((each, index) => ({ destination: each.destination, share: shares[index] ?? 0, ...each.rest }));
};

/** Those of connections: they have no headers. */
export const plainDestinations: Decoder<readonly unknown[]> = (value, at) => {
  const read = plainItems(value, at);
  if (read && read.length > 1 && read.every((each) => !each.weight)) weightsInvalid(at, noWeight);
  return read;
};

function weightsInvalid(at: At, message: string): undefined {
  const remedy = 'Give weights of 0 and more with a sum above 0.';
  at.report({ rule: 'weights-invalid', severity: 'error', message, remedy, path: at.path });
  return undefined;
}
