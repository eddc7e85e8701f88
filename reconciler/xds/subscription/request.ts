/** Discovery requests as the subscription sees them, decoded and checked at the edge. */

import type { TypeUrl } from '../snapshot.ts';

export interface DeltaRequest {
  readonly kind: 'delta';
  readonly typeUrl: TypeUrl;
  /** Empty when it answers nothing. */
  readonly nonce: string;
  /** The text of `error_detail`; null when there is none: then a nonce is an ACK. */
  readonly error: string | null;
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** Name → version. */
  readonly initialVersions: ReadonlyMap<string, string>;
}

export interface SotwRequest {
  readonly kind: 'sotw';
  readonly typeUrl: TypeUrl;
  readonly nonce: string;
  readonly error: string | null;
  readonly names: readonly string[];
  readonly version: string;
}

export type DiscoveryInput = DeltaRequest | SotwRequest;

/** What a request answered. `none`: nothing that is owed. */
export type Answered =
  | { readonly kind: 'none' }
  | { readonly kind: 'ack'; readonly commit: string }
  | { readonly kind: 'nack'; readonly commit: string; readonly resources: readonly string[]; readonly reason: string };
