/** Istio's LocalityLoadBalancerSetting: regions and zones, and where traffic goes when one fails. */

import { atMostOne, type Check, checked, itemsOf } from '../checks.ts';
import {
  type At,
  below,
  type Decoder,
  filledText,
  flag,
  integer,
  list,
  malformed,
  record,
  required,
} from '../decode.ts';
import { isObject } from '../json.ts';
import { mapOf, matching } from '../shapes.ts';

/** `region/zone/subzone`, of which the last one may be `*`. */
const locality = matching(
  /^(?=[^*]*\*?$)[^/]+(?:\/[^/]+){0,2}$/,
  'a region, zone and subzone',
  'Write it like eu/west/1, eu/west or eu/*.',
);

const region = matching(/^[^/*]+$/, 'a region', 'Write its name alone.');

const shares: Decoder<unknown> = (value, at) => {
  const read = mapOf(integer(1, 100))(value, at);
  if (!isObject(value)) return undefined;
  for (const name of Object.keys(value)) locality(name, { ...below(at, name), part: 'key' });
  const sum = [...(read?.values() ?? [])].reduce((total, each) => total + each, 0);
  // What did not read was told already.
  if (read?.size === Object.keys(value).length && sum !== 100)
    malformed(at, `The shares sum to ${sum}, not to 100`, 'Let them sum to 100.');
  return read;
};

const elsewhere: Check = (value, at) => {
  for (const { item, at: here } of itemsOf(value, 'failover', at)) differs(item['from'], item['to'], here);
};

function differs(from: unknown, to: unknown, at: At): void {
  if (typeof from === 'string' && from === to) malformed(below(at, 'to'), 'A region cannot stand in for itself');
}

const failover = list(record({ from: required(region), to: required(region) }));

export const localityLbSetting: Decoder<unknown> = checked(
  record({
    enabled: flag,
    distribute: list(record({ from: required(locality), to: required(shares) })),
    failover,
    failoverPriority: list(filledText),
  }),
  atMostOne('distribute', 'failover'),
  elsewhere,
);

/** As a label, or a label and what it is to be; zones and regions are seen to anyway. */
const otherLabel = matching(
  /^(?!topology\.(?:kubernetes\.io\/(?:region|zone)|istio\.io\/subzone)(?:=|$)).+$/,
  'a label beside those of regions and zones',
);

export const zoneAwareLbSetting: Decoder<unknown> = checked(
  record({
    enabled: flag,
    failover,
    failoverPriority: list(otherLabel),
    minClusterSize: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  elsewhere,
);
