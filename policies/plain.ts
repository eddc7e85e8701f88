/** YAML nodes to plain JSON, refusing what two readers could read differently. */

import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Json } from './mesh.ts';

/** A node that cannot be taken as it is; offsets count from the start of the chunk. */
export interface Refusal {
  readonly rule: 'yaml-syntax' | 'duplicate-key' | 'yaml-limit';
  readonly message: string;
  readonly remedy: string;
  readonly start: number;
  readonly end: number;
}

const maxDepth = 64;
/** Values that all aliases of one document may add. */
const maxAliased = 10_000;

interface Walk {
  readonly refusals: Refusal[];
  readonly anchors: Map<string, unknown>;
  /** How often values came by alias so far. */
  aliased: number;
}

/** The value of a parsed document's contents, and what had to be refused in it. */
export function toPlain(contents: unknown): { value: Json; refusals: readonly Refusal[] } {
  const walk: Walk = { refusals: [], anchors: new Map(), aliased: 0 };
  const value = convert(contents, 0, walk, false);
  return { value, refusals: walk.refusals };
}

function convert(node: unknown, depth: number, walk: Walk, aliased: boolean): Json {
  if (node === null || node === undefined) return null;
  if (depth > maxDepth) {
    return refuse(walk, 'yaml-limit', `More than ${maxDepth} levels deep`, 'Nest less deeply.', node);
  }
  if (aliased && ++walk.aliased > maxAliased) {
    if (walk.aliased === maxAliased + 1) {
      refuse(walk, 'yaml-limit', `Aliases repeat more than ${maxAliased} values`, 'Write the values out.', node);
    }
    return null;
  }
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    if (target === undefined) {
      const message = `The alias *${node.source} has no anchor before it`;
      return refuse(walk, 'yaml-syntax', message, `Put &${node.source} on an earlier value.`, node);
    }
    return convert(target, depth, walk, true);
  }
  const value = convertValue(node, depth, walk, aliased);
  // Only now: a value that holds an alias of itself has no end.
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  return value;
}

function convertValue(node: unknown, depth: number, walk: Walk, aliased: boolean): Json {
  if (isMap(node)) return convertMap(node, depth, walk, aliased);
  if (isSeq(node)) return node.items.map((item) => convert(item, depth + 1, walk, aliased));
  if (isScalar(node)) {
    const { value } = node;
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
  }
  return refuse(
    walk,
    'yaml-syntax',
    'This value has no JSON form',
    'Use text, numbers, booleans, lists and objects.',
    node,
  );
}

function convertMap(map: YAMLMap, depth: number, walk: Walk, aliased: boolean): Json {
  const result: Record<string, Json> = {};
  for (const pair of map.items) {
    const key = keyOf(pair);
    if (key === null) {
      refuse(walk, 'yaml-syntax', 'A key must be text', 'Quote the key.', pair.key ?? map);
    } else if (key === '<<' && isPlain(pair.key)) {
      refuse(walk, 'yaml-syntax', 'Merge keys (<<) are not taken', 'Write the merged fields out.', pair.key);
    } else if (key === '__proto__') {
      refuse(walk, 'yaml-syntax', '__proto__ is not taken as a key', 'Use another name.', pair.key);
    } else if (Object.hasOwn(result, key)) {
      const message = `The key ${JSON.stringify(key)} is there twice`;
      refuse(walk, 'duplicate-key', message, 'Keep one of them.', pair.key);
    } else {
      result[key] = convert(pair.value, depth + 1, walk, aliased);
    }
  }
  return result;
}

/** The text of a key; null when it is none. Numbers and booleans stand as written, so that 1 and "1" are one key. */
export function keyOf(pair: Pair): string | null {
  const { key } = pair;
  if (!isScalar(key) || key.value === null) return null;
  return typeof key.value === 'string' ? key.value : (key.source ?? null);
}

function isPlain(key: unknown): boolean {
  return isScalar(key) && (key.type === 'PLAIN' || key.type === undefined);
}

function refuse(walk: Walk, rule: Refusal['rule'], message: string, remedy: string, node: unknown): null {
  const [start, end] = rangeOfNode(node) ?? [0, 0];
  walk.refusals.push({ rule, message, remedy, start, end });
  return null;
}

/** A node's offsets in its chunk, the end of its value exclusive. */
export function rangeOfNode(node: unknown): readonly [number, number] | null {
  if (!isMap(node) && !isSeq(node) && !isScalar(node) && !isAlias(node)) return null;
  const range = (node as Scalar).range; // all four kinds have it, of one type
  return range ? [range[0], range[1]] : null;
}
