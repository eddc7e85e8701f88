/** Small fields that the Gateway API's kinds share. */

import type { Decoder } from '../decode.ts';
import { matching } from '../shapes.ts';

export const group = 'gateway.networking.k8s.io';

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const domain = `${label}(?:\\.${label})*`;

/** A host, or `*.` and a host. */
export const hostname: Decoder<string> = matching(
  new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${domain}$`),
  'a host name',
  'Write it like www.example.com or *.example.com, in lower case.',
);

/** A host without a wildcard. */
export const preciseHostname: Decoder<string> = matching(
  new RegExp(`^(?=.{1,253}$)${domain}$`),
  'a host name without a wildcard',
  'Write it like www.example.com, in lower case.',
);

/** The group of an API; empty for the core group. */
export const groupName: Decoder<string> = matching(
  new RegExp(`^(?=.{0,253}$)(?:${domain})?$`),
  'the group of an API',
  'Write it without a version, like gateway.networking.k8s.io; "" is the core group.',
);

export const kindName: Decoder<string> = matching(
  /^(?=.{1,63}$)[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/,
  'the name of a kind',
  'Write it like Service or HTTPRoute.',
);

export const namespaceName: Decoder<string> = matching(
  new RegExp(`^(?=.{1,63}$)${label}$`),
  'the name of a namespace',
  'Use lower-case letters, digits and "-".',
);

export const objectName: Decoder<string> = matching(/^\P{Cc}{1,253}$/u, 'the name of an object');

/** The name of a listener, of a rule, or of a Service's port. */
export const sectionName: Decoder<string> = matching(
  new RegExp(`^(?=.{1,253}$)${domain}$`),
  'the name of a section',
  'Use lower-case letters, digits, "-" and ".".',
);

/** A name that the implementation gives a meaning to: a domain, a slash and more. */
export const domainPrefixed: Decoder<string> = matching(
  new RegExp(`^(?=.{1,253}$)${domain}/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$`),
  'a name with a domain before it',
  'Write it like example.com/name.',
);

/** GEP-2257. */
export const gatewayDuration: Decoder<string> = matching(
  /^(?:\d{1,5}(?:h|m|s|ms)){1,4}$/,
  'a duration',
  'Write it like 10s, 1h30m or 250ms, in whole numbers.',
);
