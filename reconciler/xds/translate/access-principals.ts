/** Who an access rule speaks of: addresses, for now. */

import { create } from '@bufbuild/protobuf';
import { type CidrRange, CidrRangeSchema } from '#proto/envoy/config/core/v3/address_pb.js';
import { type Principal, PrincipalSchema } from '#proto/envoy/config/rbac/v3/rbac_pb.js';
import type { AccessFrom } from '../../../policies/mesh.ts';

/** All of the item's fields, of each any of its values. */
export function principal(from: AccessFrom): Principal {
  const direct = (block: string) =>
    create(PrincipalSchema, { identifier: { case: 'directRemoteIp', value: cidr(block) } });
  const remote = (block: string) => create(PrincipalSchema, { identifier: { case: 'remoteIp', value: cidr(block) } });
  return allOfPrincipals([
    ...oneOf(from.ipBlocks.map(direct)),
    ...noneOf(from.notIpBlocks.map(direct)),
    ...oneOf(from.remoteIpBlocks.map(remote)),
    ...noneOf(from.notRemoteIpBlocks.map(remote)),
  ]);
}

/** Nothing asked: anyone. */
export function allOfPrincipals(ids: readonly Principal[]): Principal {
  const [first, ...rest] = ids;
  if (first === undefined) return create(PrincipalSchema, { identifier: { case: 'any', value: true } });
  if (rest.length === 0) return first;
  return create(PrincipalSchema, { identifier: { case: 'andIds', value: { ids: [...ids] } } });
}

/** No list says nothing. */
function oneOf(ids: Principal[]): Principal[] {
  if (ids.length < 2) return ids;
  return [create(PrincipalSchema, { identifier: { case: 'orIds', value: { ids } } })];
}

function noneOf(ids: Principal[]): Principal[] {
  return oneOf(ids).map((id) => create(PrincipalSchema, { identifier: { case: 'notId', value: id } }));
}

/** `10.0.0.0/8`, or an address alone. */
function cidr(block: string): CidrRange {
  const [address = '', length] = block.split('/');
  const prefixLen = length === undefined ? (address.includes(':') ? 128 : 32) : Number(length);
  return create(CidrRangeSchema, { addressPrefix: address, prefixLen });
}
