/** Whom an access rule speaks of: addresses are enforced, names are not yet. */

import { ipBlock } from '../address-field.ts';
import { type Check, checked, has } from '../checks.ts';
import { below, type Decoder, filledText, list, malformed, record } from '../decode.ts';
import { isObject } from '../json.ts';
import type { AccessFrom } from '../mesh.ts';
import { unenforced } from '../shapes.ts';
import { type Asked, patterns } from './access-pattern.ts';

const blocks = list(ipBlock, 1);
const names = unenforced(patterns);
const accounts = unenforced(list(filledText, 1));

const named = {
  principals: names,
  notPrincipals: names,
  requestPrincipals: names,
  notRequestPrincipals: names,
  namespaces: names,
  notNamespaces: names,
  trustDomains: names,
  notTrustDomains: names,
  serviceAccounts: accounts,
  notServiceAccounts: accounts,
};

/** An account is a principal and a namespace, said in another way. */
const accountsAlone: Check = (value, at) => {
  const account = ['serviceAccounts', 'notServiceAccounts'].find((field) => has(value, field));
  if (account === undefined) return;
  for (const field of ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].filter((each) => has(value, each)))
    malformed(below(at, field), `${account} and ${field} do not go together`, 'Keep one of them.');
};

const fields = checked(
  record({
    ipBlocks: blocks,
    notIpBlocks: blocks,
    remoteIpBlocks: blocks,
    notRemoteIpBlocks: blocks,
    ...named,
  }),
  accountsAlone,
);

export const source: Decoder<Asked<AccessFrom>> = (value, at) => {
  const read = fields(value, at);
  if (!read) return undefined;
  if (!Object.values(read).some((each) => each !== undefined && each.length > 0))
    return malformed(at, 'The source names nobody');
  const { ipBlocks = [], notIpBlocks = [], remoteIpBlocks = [], notRemoteIpBlocks = [] } = read;
  const whole = isObject(value) && !Object.keys(named).some((field) => has(value, field));
  return { value: { ipBlocks, notIpBlocks, remoteIpBlocks, notRemoteIpBlocks }, whole };
};
