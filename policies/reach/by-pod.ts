/** Who selects whose pods. */

import type { Facts, LabelSet } from './facts.ts';
import { type FactIndex, podKeys } from './fact-index.ts';

/** All whose pods a document selects. */
export function* selectedBy({ selectors }: Facts, index: FactIndex): Iterable<Facts> {
  for (const selector of selectors) {
    const lists = [...podKeys(selector)].map((key) => index.pods.of(key));
    const [first = []] = lists.toSorted((a, b) => a.length - b.length);
    for (const other of first) if (other.pods.some((pod) => selects(selector, pod))) yield other;
  }
}

/** All that select a pod which it selects. */
export function matesOf(facts: Facts, index: FactIndex): ReadonlySet<Facts> {
  return new Set([...new Set(selectedBy(facts, index))].flatMap((pod) => [...selecting(pod, index)]));
}

/** All that select a pod of a document. */
export function* selecting({ pods }: Facts, index: FactIndex): Iterable<Facts> {
  for (const pod of pods) {
    for (const key of podKeys(pod)) {
      for (const other of index.selectors.of(key)) {
        if (other.selectors.some((selector) => selects(selector, pod))) yield other;
      }
    }
  }
}

function selects(selector: LabelSet, pod: LabelSet): boolean {
  if (selector.namespace !== null && selector.namespace !== pod.namespace) return false;
  return Object.entries(selector.labels).every(([key, value]) => pod.labels[key] === value);
}
