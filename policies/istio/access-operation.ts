/** What an access rule speaks of: paths and methods are enforced, hosts and ports are not yet. */

import { has } from '../checks.ts';
import { type Decoder, list, malformed, record } from '../decode.ts';
import { describe, isObject } from '../json.ts';
import type { AccessTo } from '../mesh.ts';
import { unenforced } from '../shapes.ts';
import { type Asked, paths, patterns } from './access-pattern.ts';

/** A port, which stands here as a text. */
export const portText: Decoder<string> = (value, at) =>
  typeof value === 'string' && /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535
    ? value
    : malformed(at, `Expected a port in quotes, found ${describe(value)}`, 'Write it like "8080".');

const hosts = unenforced(patterns);
const ports = unenforced(list(portText, 1));

const elsewhere = { hosts, notHosts: hosts, ports, notPorts: ports };

const fields = record({ paths, notPaths: paths, methods: patterns, notMethods: patterns, ...elsewhere });

const all = ['paths', 'notPaths', 'methods', 'notMethods', ...Object.keys(elsewhere)];

export const operation: Decoder<Asked<AccessTo>> = (value, at) => {
  const read = fields(value, at);
  if (!read || !isObject(value)) return undefined;
  const { methods = [], notMethods = [] } = read;
  const to = { paths: read.paths?.value ?? [], notPaths: read.notPaths?.value ?? [], methods, notMethods };
  const enforced = Object.values(to).some((each) => each.length > 0);
  const asked = !Object.keys(elsewhere).some((field) => has(value, field));
  const whole = asked && read.paths?.whole !== false && read.notPaths?.whole !== false;
  if (!enforced && whole) return malformed(at, `The operation has none of ${all.join(', ')}`);
  return { value: to, whole };
};
