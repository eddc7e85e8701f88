/** What one object brings to the mesh, before the objects are joined. */

import type { Config } from './config.ts';
import type { Placed } from './decode.ts';
import type { RatioEvidence, Slo, ValueEvidence } from './evidence.ts';
import type { AccessPolicy, Labels, Rollout, Service, Source, Subset, TrafficPolicy, VirtualHost } from './mesh.ts';
import type { RuleOrigin } from './rule-origin.ts';
import type { Waiver } from './waiver.ts';

export type Contribution =
  | ServiceDraft
  | EndpointsDraft
  | WorkloadDraft
  | SubsetsDraft
  | RoutesDraft
  | { readonly kind: 'access'; readonly access: AccessPolicy }
  | RolloutDraft
  /** Its service is as written. */
  | { readonly kind: 'slo'; readonly slo: Slo }
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'waiver'; readonly waiver: Waiver }
  | { readonly kind: 'origin'; readonly origin: RuleOrigin };

export interface ServiceDraft {
  readonly kind: 'service';
  /** Still without endpoints, subsets and policy. */
  readonly service: Service;
}

/** Addresses that were written down for a service. */
export interface EndpointsDraft {
  readonly kind: 'endpoints';
  readonly namespace: string;
  readonly service: string;
  readonly labels: Labels;
  readonly addresses: readonly { readonly address: string; readonly source: Source }[];
  readonly ports: readonly { readonly name: string | null; readonly port: number }[];
}

/** A machine that joins the services whose selector holds on its labels. */
export interface WorkloadDraft {
  readonly kind: 'workload';
  readonly namespace: string;
  readonly address: string;
  readonly labels: Labels;
  /** By the name of the service's port; one that is absent uses the service's targetPort. */
  readonly ports: Readonly<Record<string, number>>;
  readonly weight: number;
  readonly source: Source;
}

export interface SubsetsDraft {
  readonly kind: 'subsets';
  readonly namespace: string;
  readonly name: string;
  /** As written. */
  readonly host: string;
  /** With their own policy only. */
  readonly subsets: readonly Subset[];
  readonly policy: TrafficPolicy;
  readonly source: Source;
}

export interface RoutesDraft {
  readonly kind: 'routes';
  /** Hosts as written, in lower case; a port of 0 was not named. */
  readonly virtualHost: VirtualHost;
}

export interface RolloutDraft {
  readonly kind: 'rollout';
  /** Still without target, evidence, dependsOn, budget and digest. */
  readonly rollout: Rollout;
  readonly target: { readonly kind: string; readonly name: string; readonly route: string | null };
  readonly evidence: readonly Placed<EvidenceDraft>[];
  /** `namespace/name` */
  readonly dependsOn: readonly Placed<string>[];
  readonly budget: { readonly slo: string; readonly share: number } | null;
}

/** What a walk is judged by; an SLO is only named here. */
export type EvidenceDraft = RatioEvidence | ValueEvidence | SloItem;

export interface SloItem {
  readonly kind: 'slo';
  /** `namespace/name` */
  readonly slo: string;
  /** Null: by what the SLO counts. */
  readonly blockMs: number | null;
  readonly warmupMs: number;
}
