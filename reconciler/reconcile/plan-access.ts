/** Who may do what with each service after a change, and could not before, or the other way round. */

import { compareText } from '../../policies/finding.ts';
import type { AccessFrom, AccessPolicy, AccessTo, Mesh, Service, StringPattern } from '../../policies/mesh.ts';
import type { AccessChange } from '../render/plan-access.ts';
import { selects } from '../xds/translate/environment.ts';

/** Services whose access differs; sorted by host. */
export function accessChanges(before: Mesh, after: Mesh): readonly AccessChange[] {
  const old = new Map(before.services.map((service) => [service.host, doorOf(service, before.access)]));
  return after.services
    .map((service): AccessChange => ({ host: service.host, ...differences(old.get(service.host), service, after) }))
    .filter(({ gains, loses }) => gains.length + loses.length > 0)
    .toSorted((a, b) => compareText(a.host, b.host));
}

/** What stands before a service. */
interface Door {
  /** Null where no policy allows anything by name: then all may come in. */
  readonly allowed: ReadonlySet<string> | null;
  readonly denied: ReadonlySet<string>;
}

function doorOf(service: Service, policies: readonly AccessPolicy[]): Door {
  const own = policies.filter((policy) => speaksFor(policy, service));
  const allowing = own.filter(({ action }) => action === 'ALLOW');
  const sentences = (some: readonly AccessPolicy[]): ReadonlySet<string> =>
    new Set(some.flatMap(({ rules }) => rules.flatMap(({ from, to }) => combined(from, to))));
  return {
    allowed: allowing.length === 0 ? null : sentences(allowing),
    denied: sentences(own.filter(({ action }) => action === 'DENY')),
  };
}

function speaksFor({ namespace, selector }: AccessPolicy, service: Service): boolean {
  if (namespace !== service.namespace) return false;
  return selects(selector ?? {}, service.selector ?? {});
}

/** A service that is new had no door: what stands before it now was not taken from anybody. */
function differences(old: Door | undefined, service: Service, after: Mesh): Omit<AccessChange, 'host'> {
  if (old === undefined) return { gains: [], loses: [] };
  const now = doorOf(service, after.access);
  const [opened, closed] = [old.allowed !== null && now.allowed === null, old.allowed === null && now.allowed !== null];
  const added = (a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): readonly string[] =>
    [...(b ?? [])].filter((sentence) => a?.has(sentence) !== true);
  return {
    gains: [
      ...(opened ? ['everybody, everything'] : []),
      ...(closed || opened ? [] : added(old.allowed, now.allowed)),
      ...added(now.denied, old.denied).map((sentence) => `${sentence}: no longer denied`),
    ].toSorted(compareText),
    loses: [
      ...(closed ? [`everybody but ${[...(now.allowed ?? [])].toSorted(compareText).join('; ') || 'nobody'}`] : []),
      ...(closed || opened ? [] : added(now.allowed, old.allowed)),
      ...added(old.denied, now.denied).map((sentence) => `${sentence}: denied`),
    ].toSorted(compareText),
  };
}

/** `from 10.0.0.0/8, to GET /api/*`, one for each pair. */
function combined(from: readonly AccessFrom[], to: readonly AccessTo[]): readonly string[] {
  const sources = from.length === 0 ? ['from anywhere'] : from.map(fromText);
  const operations = to.length === 0 ? ['to everything'] : to.map(toText);
  return sources.flatMap((source) => operations.map((operation) => `${source}, ${operation}`));
}

function fromText({ ipBlocks, notIpBlocks, remoteIpBlocks, notRemoteIpBlocks }: AccessFrom): string {
  const parts = [
    ...listed('', ipBlocks),
    ...listed('not ', notIpBlocks),
    ...listed('original client ', remoteIpBlocks),
    ...listed('original client not ', notRemoteIpBlocks),
  ];
  return `from ${parts.join(' and ')}`;
}

function toText({ paths, notPaths, methods, notMethods }: AccessTo): string {
  const parts = [
    ...listed('', methods.map(patternText)),
    ...listed('methods other than ', notMethods.map(patternText)),
    ...listed('', paths.map(patternText)),
    ...listed('paths other than ', notPaths.map(patternText)),
  ];
  return `to ${parts.join(' ')}`;
}

function listed(word: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${word}${values.toSorted(compareText).join(' or ')}`];
}

function patternText(pattern: StringPattern): string {
  switch (pattern.kind) {
    case 'exact':
      return pattern.value;
    case 'prefix':
      return `${pattern.value}*`;
    case 'suffix':
      return `*${pattern.value}`;
    case 'present':
      return '*';
  }
}
