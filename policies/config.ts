/** `sluice.yaml` as a model. */

import type { Json } from './mesh.ts';

/** `sluice.yaml`, with the defaults filled in. */
export interface Config {
  readonly undefinedSubset: 'host' | 'none';
  /** By rule name; absent: the rule's own severity and defaults. */
  readonly rules: Readonly<Record<string, RuleConfig>>;
  /** Severities of all rules of a category (`walks`, `access`, …), but of those that `rules` names. */
  readonly categories: Readonly<Record<string, RuleSeverity>>;
  /** By name: where evidence may be asked for. */
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** Who is told of live commits. */
  readonly notify: readonly NotifyConfig[];
  /** How many walks may have traffic raised at once; null: any number. */
  readonly walkLimit: number | null;
  /** How policies in conftest's manner are asked: all documents at once, or one by one. */
  readonly conftest: { readonly combine: boolean };
}

/** A source of telemetry. Secrets are names of environment variables of the reconciler, never values. */
export interface SourceConfig {
  readonly kind: 'prometheus' | 'web';
  /** An http or https URL without user, query or fragment. */
  readonly address: string;
  readonly timeoutMs: number;
  /** The variable that holds a bearer token; null: none. */
  readonly tokenEnv: string | null;
}

export interface NotifyConfig {
  readonly kind: 'webhook' | 'slack' | 'cloudevents';
  readonly address: string;
  /** The variable that holds the secret of the HMAC-SHA256 over the body; null: unsigned. */
  readonly secretEnv: string | null;
  /** Of `notifiedEvents`; empty: all. */
  readonly events: readonly string[];
}

/** What a notification can be about. */
export const notifiedEvents = [
  'adopt',
  'accept',
  'refuse',
  'begin',
  'move',
  'raise',
  'lower',
  'promote',
  'revert',
  'settle',
  'gone',
  'hold',
  'release',
  'retry',
  'abort',
  'pause',
  'resume',
  'skip',
  'promote-now',
  'freeze',
  'unfreeze',
  'join',
  'restore',
  'sync',
] as const;

export type RuleSeverity = 'error' | 'warning' | 'info' | 'off';

export interface RuleConfig {
  readonly severity?: RuleSeverity;
  readonly parameters?: Readonly<Record<string, Json>>;
}
