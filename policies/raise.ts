/** What rules see of raises, and which raises they hold. */

import type { Config } from './config.ts';
import { compareText } from './finding.ts';
import type { Violation } from './input.ts';
import type { Json } from './mesh.ts';

/** A step up that is fine by its evidence, and about to be made. */
export interface Raise {
  readonly target: string;
  /** Of the rollout. */
  readonly namespace: string;
  readonly name: string;
  /** Weights as steps speak of them, in parts per million. */
  readonly fromPpm: number;
  readonly toPpm: number;
}

/** Why a raise waits: the rule's name goes into the hold. */
export interface RaiseHold {
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The input by which `raises` are judged at `nowMs`; `config` is that of the accepted commit. */
export function raiseInput(config: Config, raises: readonly Raise[], nowMs: number): Json {
  const day = Math.floor(nowMs / dayMs);
  return {
    raise: raises.map(({ target, namespace, name, fromPpm, toPpm }) => ({ target, namespace, name, fromPpm, toPpm })),
    now: {
      epochMs: nowMs,
      text: new Date(nowMs).toISOString(),
      weekday: weekdays[(day + 3) % 7] ?? '',
      minuteOfDay: Math.floor((nowMs - day * dayMs) / minuteMs),
    },
    // Settings are JSON in all but the type's name.
    config: config as unknown as Json,
  };
}

/** Holds by target: errors alone hold, and of several the first by rule and message speaks. Without a place it is for all. */
export function raiseHolds(violations: readonly Violation[], raises: readonly Raise[]): ReadonlyMap<string, RaiseHold> {
  const holds = new Map<string, RaiseHold>();
  const errors = violations.filter(({ severity }) => severity === 'error');
  const ordered = errors.toSorted((a, b) => compareText(a.rule, b.rule) || compareText(a.message, b.message));
  for (const { rule, message, remedy, at } of ordered) {
    const held = at === null ? raises : raises.slice(at.document, at.document + 1);
    for (const { target } of held) if (!holds.has(target)) holds.set(target, { rule, message, remedy });
  }
  return holds;
}
