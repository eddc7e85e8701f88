/**
 * The model in the middle: what a repository asks for, whatever format it was written in.
 * Everything here is resolved (hosts, ports, subsets, shares), sorted, and plain data.
 */

import type { Config } from './config.ts';
import type { Evidence, Slo } from './evidence.ts';
import type { Path } from './finding.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Where something came from. Paths, not lines: a splice moves lines, and must not change the mesh. */
export interface Source {
  readonly file: string;
  /** Position of the YAML document in its file, from 0. */
  readonly document: number;
  readonly path: Path;
  /** The object, as `VirtualService shop/checkout`. */
  readonly object: string;
}

export interface Mesh {
  /** Sorted by host. */
  readonly services: readonly Service[];
  /** One for each object that routes a set of hosts; sorted by id. */
  readonly virtualHosts: readonly VirtualHost[];
  /** Sorted by namespace and name. */
  readonly access: readonly AccessPolicy[];
  /** Sorted by namespace and name. */
  readonly rollouts: readonly Rollout[];
  /** Sorted by namespace and name. */
  readonly slos: readonly Slo[];
  readonly config: Config;
}

export interface Service {
  /** `checkout.shop.svc.cluster.local` */
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly ServicePort[];
  readonly selector: Labels | null;
  /** Sorted by address, then by the first port. */
  readonly endpoints: readonly Endpoint[];
  /** Sorted by name. */
  readonly subsets: readonly Subset[];
  /** From the DestinationRule's top level; empty object when there is none. */
  readonly policy: TrafficPolicy;
  readonly source: Source;
}

export type Labels = Readonly<Record<string, string>>;

export interface ServicePort {
  readonly name: string | null;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: 'http' | 'http2' | 'tcp';
}

export interface Endpoint {
  /** An IP address. */
  readonly address: string;
  /** Service port → the endpoint's port; a service port without an entry has no endpoint here. */
  readonly ports: Readonly<Record<number, number>>;
  readonly labels: Labels;
  /** At least 1. */
  readonly weight: number;
  readonly source: Source;
}

export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  /** The subset's policy laid over the service's, field by field. */
  readonly policy: TrafficPolicy;
  readonly source: Source;
}

/** Connection pools and outlier detection; an absent field leaves Envoy unlimited or off, as Istio does. */
export interface TrafficPolicy {
  readonly connectTimeoutMs?: number;
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRetries?: number;
  readonly maxRequestsPerConnection?: number;
  readonly idleTimeoutMs?: number;
  readonly loadBalancer?: 'LEAST_REQUEST' | 'ROUND_ROBIN' | 'RANDOM';
  readonly outlierDetection?: OutlierDetection;
}

export interface OutlierDetection {
  readonly consecutive5xxErrors?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly intervalMs?: number;
  readonly baseEjectionTimeMs?: number;
  readonly maxEjectionPercent?: number;
  readonly minHealthPercent?: number;
}

export interface VirtualHost {
  /** `VirtualService/shop/checkout` */
  readonly id: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** As written but lower case; a short name that is a service's is that service's full host. */
  readonly hosts: readonly string[];
  /** In order; the first whose match holds decides. */
  readonly rules: readonly RouteRule[];
  readonly source: Source;
}

export interface RouteRule {
  /** T: `VirtualService/shop/checkout#primary`; without a name `#~` and the hash of the canonical match list. */
  readonly target: string;
  readonly name: string | null;
  /** Any of these; empty means every request. */
  readonly matches: readonly RouteMatch[];
  readonly action: RouteAction;
  readonly source: Source;
}

export type StringMatch =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'regex'; readonly value: string }
  | { readonly kind: 'present' };

/** All of these. */
export interface RouteMatch {
  readonly path?: Exclude<StringMatch, { kind: 'present' }>;
  readonly ignorePathCase?: boolean;
  readonly method?: StringMatch;
  readonly scheme?: StringMatch;
  readonly authority?: StringMatch;
  /** Sorted by name. */
  readonly headers: readonly NamedMatch[];
  readonly withoutHeaders: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
}

export interface NamedMatch {
  readonly name: string;
  readonly match: StringMatch;
}

export type RouteAction =
  | Forward
  | {
      readonly kind: 'redirect';
      readonly code: 301 | 302 | 303 | 307 | 308;
      readonly path?: string;
      readonly authority?: string;
      readonly scheme?: string;
      readonly port?: number;
    }
  | { readonly kind: 'direct'; readonly status: number; readonly body: string };

export interface Forward {
  readonly kind: 'forward';
  /** As listed; at least one. Two items may name the same destination. */
  readonly destinations: readonly WeightedDestination[];
  /** Of the whole request, retries included; absent: none. */
  readonly timeoutMs?: number;
  /** Absent: Istio's default (2 attempts on connection failures). */
  readonly retries?: Retries;
  readonly rewrite?: { readonly path?: string; readonly authority?: string };
  readonly headers?: HeaderEdits;
  readonly mirrors: readonly { readonly destination: Destination; readonly percent: number }[];
  readonly fault?: Fault;
}

export interface Retries {
  readonly attempts: number;
  readonly perTryTimeoutMs?: number;
  /** Envoy's `retry_on` conditions, and numbers for retriable status codes. */
  readonly retryOn: readonly string[];
}

export interface Fault {
  readonly delay?: { readonly percent: number; readonly fixedMs: number };
  readonly abort?: { readonly percent: number; readonly status: number };
}

export interface HeaderEdits {
  readonly request?: HeaderEdit;
  readonly response?: HeaderEdit;
}

export interface HeaderEdit {
  readonly set: Labels;
  readonly add: Labels;
  readonly remove: readonly string[];
}

/** D. The service need not exist: a destination that doesn't resolve keeps its share, and answers 503. */
export interface Destination {
  readonly host: string;
  /** 0 when no port was named and the service has none or several. */
  readonly port: number;
  /** Null: the whole host. */
  readonly subset: string | null;
}

export interface WeightedDestination {
  readonly destination: Destination;
  /** Parts per million of the rule; a rule's shares sum to 1,000,000. */
  readonly share: number;
  readonly headers?: HeaderEdits;
  /** The list item as it was written, for writing it back. */
  readonly item: Json;
}

/** A D as text, the key under which shares are compared: `checkout.shop.svc.cluster.local:80/v2`, `/` and nothing for the whole host. */
export function destinationKey(destination: Destination): string {
  return `${destination.host}:${destination.port}/${destination.subset ?? ''}`;
}

export interface AccessPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly action: 'ALLOW' | 'DENY';
  /** Services (by selector) that it speaks for; null: all of its namespace. */
  readonly selector: Labels | null;
  /** Any of these. None: ALLOW allows nothing, DENY denies nothing. */
  readonly rules: readonly AccessRule[];
  readonly source: Source;
}

export interface AccessRule {
  /** Any of these; empty: from anywhere. */
  readonly from: readonly AccessFrom[];
  /** Any of these; empty: to anything. */
  readonly to: readonly AccessTo[];
}

/** All of these; each list is "any of"; an empty list says nothing. CIDRs are normalised. */
export interface AccessFrom {
  readonly ipBlocks: readonly string[];
  readonly notIpBlocks: readonly string[];
  readonly remoteIpBlocks: readonly string[];
  readonly notRemoteIpBlocks: readonly string[];
}

export interface AccessTo {
  readonly paths: readonly StringPattern[];
  readonly notPaths: readonly StringPattern[];
  readonly methods: readonly StringPattern[];
  readonly notMethods: readonly StringPattern[];
}

/** Istio's string forms: `a`, `a*`, `*a`, `*` (anything but nothing). */
export type StringPattern =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'suffix'; readonly value: string }
  | { readonly kind: 'present' };

export interface Rollout {
  readonly namespace: string;
  readonly name: string;
  /** The T that it walks; null when it doesn't resolve (then there is a finding). */
  readonly target: string | null;
  readonly steps: readonly Step[];
  readonly evidence: readonly Evidence[];
  /** In (0, 1): 1 − α. */
  readonly confidence: number;
  readonly deadlineMs: number;
  readonly onDeadline: 'hold' | 'rollback';
  readonly suspend: boolean;
  /** How long all traffic is watched for a breach of an SLO before the walk is promoted; 0: not at all. */
  readonly bakeMs: number;
  /** `namespace/name` of the rollouts whose walks go first; sorted. */
  readonly dependsOn: readonly string[];
  /** The most that one walk may spend of an SLO's error budget; null: no limit. */
  readonly budget: WalkBudget | null;
  /** Hash of the spec: what the state file calls `walkDigest`. */
  readonly digest: string;
  readonly source: Source;
}

export interface Step {
  /** Parts per million: the sum of the raised shares. */
  readonly weight: number;
  readonly holdMs: number;
}

export interface WalkBudget {
  /** `namespace/name` of the SLO. */
  readonly slo: string;
  /** Of the budget for the SLO's whole window, in (0, 1]. */
  readonly share: number;
}
