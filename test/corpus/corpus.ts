/** Correct repositories with one planted fault each, from a seed: what a check must find, and where. */

import type { Range } from '../../policies/finding.ts';
import { Random, type Draft } from './draft.ts';
import type { Fault } from './fault.ts';
import { deliveryFaults } from './faults-delivery.ts';
import { gatewayApiFaults } from './faults-gateway-api.ts';
import { referenceFaults } from './faults-references.ts';
import { routingFaults } from './faults-routing.ts';
import { securityFaults } from './faults-security.ts';
import { shapeFaults } from './faults-shape.ts';
import { printDraft, rangeIn, type Texts } from './print.ts';
import { correctRepository } from './world.ts';

export const faults: readonly Fault[] = [
  ...referenceFaults,
  ...routingFaults,
  ...securityFaults,
  ...gatewayApiFaults,
  ...shapeFaults,
  ...deliveryFaults,
];

export interface Mutation {
  readonly seed: number;
  readonly fault: Fault;
  readonly texts: Texts;
  /** What is to be said. */
  readonly expected: { readonly rule: string; readonly file: string; readonly range: Range };
}

/** So many mutations, each kind of fault in turn. */
export function mutations(seed: number, count: number): readonly Mutation[] {
  const found: Mutation[] = [];
  for (let i = 0; found.length < count; i++) {
    const fault = faults[i % faults.length];
    const mutation = fault === undefined ? null : mutate(seed + i, fault);
    if (mutation !== null) found.push(mutation);
    if (i > 10 * count + faults.length) throw new Error('too few places for faults');
  }
  return found;
}

/** Null where the repository of this seed has no place for the fault. */
export function mutate(seed: number, fault: Fault): Mutation | null {
  const { draft, world } = correctRepository(seed);
  const place = fault.plant(draft, world, new Random(seed ^ 0x5eed));
  if (place === null) return null;
  const texts = printed(draft, seed);
  const range = rangeIn(texts.get(place.file) ?? '', place);
  return { seed, fault, texts, expected: { rule: fault.rule, file: place.file, range } };
}

/** The same repository without a fault. */
export function correct(seed: number): Texts {
  return printed(correctRepository(seed).draft, seed);
}

function printed(draft: Draft, seed: number): Texts {
  return printDraft(draft, new Random(seed ^ 0x717e));
}
