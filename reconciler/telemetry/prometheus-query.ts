/** What one SLI needs of Prometheus, put into one query. */

import type { QueriedSli } from '../../policies/evidence.ts';
import type { Side } from '../rollout/sample.ts';
import { trouble } from './ask.ts';
import type { TroubleFound } from './ask.ts';
import { fillPromql, selectorsOf } from './promql.ts';
import { isNamedInVain, valueOf } from './query-variables.ts';
import type { Sides } from './query-variables.ts';

export type PrometheusSli = Extract<QueriedSli, { kind: 'prometheus' }>;

/** The label that tells the parts of the joined query apart. */
export const partLabel = 'sluice_part';
/** Of so many selectors the ages are asked for. */
const maxSelectors = 12;

/** One query among others, by a name as `good canary`. */
interface Part {
  readonly name: string;
  readonly query: string;
}

export interface JoinedQuery {
  readonly kind: 'query';
  /** What was asked for, in order: `good canary`. */
  readonly parts: readonly Part[];
  /** Names of the parts that tell when each selector was last scraped. */
  readonly ages: readonly string[];
  readonly text: string;
}

/** The part that tells how many instances speak for either side. */
export const instancesPart = 'instances';

/** All parts in one text, each with its name as a label; or why they can't be asked. */
export function joinedQuery(sli: PrometheusSli, sides: Sides): JoinedQuery | TroubleFound {
  const parts = partsOf(sli, sides);
  if (!Array.isArray(parts)) return parts;
  const all = [...new Set(parts.flatMap((part) => selectorsOf(part.query)))].sort();
  const selectors = all.length <= maxSelectors ? all : [];
  const ages = selectors.map((selector, i) => ({ name: `seen ${i}`, query: `max(timestamp(${selector}))` }));
  const either = { name: instancesPart, query: `count(count by (instance) (${selectors.join(' or ')}))` };
  const instances = sli.query.kind === 'counts' && selectors.length > 0 ? [either] : [];
  const text = [...parts, ...ages, ...instances].map(labelled).join('\nor\n');
  return { kind: 'query', parts, ages: ages.map(({ name }) => name), text };
}

/** A side that has no clusters has no requests, and needs no asking. */
function partsOf({ query }: PrometheusSli, sides: Sides): Part[] | TroubleFound {
  const texts = query.kind === 'value' ? { value: query.value } : { good: query.good, total: query.total };
  const written = Object.values(texts);
  if (isNamedInVain(written, sides.canary)) return trouble('source-empty', 'the canary has no cluster');
  const asked = (query.kind === 'value' ? ['canary'] : ['canary', 'stable']) as readonly Side[]; // Literals.
  const parts: Part[] = [];
  for (const side of asked) {
    if (isNamedInVain(written, sides[side])) continue;
    for (const [what, text] of Object.entries(texts)) {
      const filled = fillPromql(text, (name) => valueOf(sides[side], name));
      if (filled === null) {
        return trouble('source-error', 'a variable stands where its value would be part of the query');
      }
      parts.push({ name: `${what} ${side}`, query: filled });
    }
  }
  const [good, total, stableGood, stableTotal] = parts.map((part) => part.query);
  if (query.kind === 'counts' && good === stableGood && total === stableTotal) {
    return trouble('source-error', 'the queries ask the same of canary and stable');
  }
  return parts;
}

/** On lines of its own, so that a comment at the end of a query ends there. */
function labelled({ name, query }: Part): string {
  return `label_replace((\n${query}\n), "${partLabel}", "${name}", "", "")`;
}
