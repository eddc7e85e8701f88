/** A route table as one resource, put together from the bytes of its virtual hosts. */

import { toBinary } from '@bufbuild/protobuf';
import { RouteConfigurationSchema } from '#proto/envoy/config/route/v3/route_pb.js';
import type { AccessPolicy } from '../../../policies/mesh.ts';
import { type Resource, routeType, writeVersion } from '../snapshot.ts';
import { portName } from './names.ts';
import type { HostPart } from './parts.ts';
import { routeTable } from './route-table.ts';
import { joined } from '../framing.ts';
import { digestOf } from './wire.ts';

/** A run of virtual hosts. A change among thousands copies and hashes its own run alone, then the runs. */
export interface Run {
  readonly parts: readonly HostPart[];
  readonly digest: string;
  readonly body: Uint8Array;
}

const runLength = 64;

/** Cuts parts into runs, and takes those that are the same from before. */
export function runsOf(parts: readonly HostPart[], before: readonly Run[]): readonly Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < parts.length; from += runLength) {
    const known = before[runs.length];
    runs.push(known && isRunAt(known, parts, from) ? known : newRun(parts.slice(from, from + runLength)));
  }
  return runs;
}

export interface TableRequest {
  readonly port: number;
  /** Policies for the node itself. */
  readonly access: readonly AccessPolicy[];
  readonly parts: readonly HostPart[];
  readonly runs: readonly Run[];
  /** Names of the clusters, sorted. */
  readonly clusters: readonly string[];
  readonly pending: ReadonlyMap<string, string>;
}

/** Protobuf lets a message be written as its pieces, one after the other. */
export function tableResource({ port, access, parts, runs, clusters, pending }: TableRequest): Resource {
  const head = toBinary(RouteConfigurationSchema, routeTable(port, access));
  const digest = digestOf([digestOf(head), ...runs.map((run) => run.digest)].join());
  return {
    name: portName(port),
    typeUrl: routeType,
    version: writeVersion(digest, lowered(parts, pending)),
    digest,
    body: joined([head, ...runs.map((run) => run.body)]),
    source: null,
    refersTo: clusters,
    parts,
  };
}

function isRunAt(run: Run, parts: readonly HostPart[], from: number): boolean {
  return (
    run.parts.length === Math.min(runLength, parts.length - from) &&
    run.parts.every((part, index) => part === parts[from + index])
  );
}

function newRun(parts: readonly HostPart[]): Run {
  return {
    parts,
    digest: digestOf(parts.map((part) => part.digest).join()),
    body: joined(parts.map((part) => part.framed)),
  };
}

function lowered(parts: readonly HostPart[], pending: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (pending.size === 0) return pending;
  const rules = new Set(parts.flatMap((part) => part.rules));
  return new Map([...pending].filter(([target]) => rules.has(target)));
}
