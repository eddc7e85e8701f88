import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Pair,
  type Scalar as Node,
} from 'yaml';
import { formatFloat, jsonFloat } from './go-float.ts';
import { object } from './json.ts';
import { text, type Entry, type Value } from './value.ts';
import { asGoReads } from './yaml-tokens.ts';
import { resolveScalar, type Scalar } from './yaml-scalar.ts';

/** The first document of a YAML text as JSON would have it; null when it has none that JSON can, or does not parse. */
export function readYaml(given: string): Value | null {
  const source = asGoReads(given);
  if (source === null) return null;
  const documents = parseAllDocuments(source, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const streams = 'empty' in documents ? [documents] : documents;
  if (streams.some(({ errors }) => errors.length > 0)) return null;
  // A directive that nobody knows; tags may be unknown.
  if (streams.some(({ warnings }) => warnings.some(({ code }) => code === 'BAD_DIRECTIVE'))) return null;
  const [first] = documents;
  if (first === undefined) return { kind: 'null' };
  if (isUnindented(first.contents, source)) return null;
  try {
    return valueOf(first.contents, { source, document: first, open: new Set(), left: 1_000_000 });
  } catch (error) {
    if (error instanceof Unfit) return null;
    throw error;
  }
}

/** Go's reader wants a block indented, also where it is all there is. */
function isUnindented(node: unknown, source: string): boolean {
  if (!isScalar(node) || node.type?.startsWith('BLOCK') !== true) return false;
  return source
    .slice(...(node.range?.slice(0, 2) ?? [0, 0]))
    .split('\n')
    .slice(1)
    .some((line) => /^[^ \r]/.test(line));
}

/** JSON has no such value. */
class Unfit extends Error {}

interface Walk {
  readonly source: string;
  readonly document: Document;
  /** The aliases that are being followed: none may lead back to itself. */
  readonly open: Set<unknown>;
  /** Nodes that may still be written out. */
  left: number;
}

function valueOf(node: unknown, walk: Walk): Value {
  walk.left -= 1;
  if (walk.left < 0) throw new Error('yaml.unmarshal: aliases make it too large');
  if (isAlias(node)) {
    const target = node.resolve(walk.document);
    if (target === undefined || walk.open.has(target)) throw new Unfit();
    walk.open.add(target);
    const value = valueOf(target, walk);
    walk.open.delete(target);
    return value;
  }
  if (isSeq(node)) return { kind: 'array', items: node.items.map((item) => valueOf(item, walk)) };
  if (isMap(node)) return object([...entriesOf(node.items, walk)].map(([key, value]): Entry => [text(key), value]));
  if (!isScalar(node)) return { kind: 'null' };
  const scalar = scalarOf(node);
  switch (scalar.kind) {
    case 'null':
      return { kind: 'null' };
    case 'boolean':
      return scalar;
    case 'integer':
      return { kind: 'number', text: String(scalar.value) };
    case 'float':
      if (!Number.isFinite(scalar.value)) throw new Unfit();
      return { kind: 'number', text: jsonFloat(scalar.value) };
    case 'timestamp':
    case 'string':
      return text(textOf(node, walk.source));
  }
}

/** A block that the text ends in has no more line ends than that. */
function textOf(node: Node, source: string): string {
  const value = typeof node.value === 'string' ? node.value : '';
  const isCutOff =
    node.type?.startsWith('BLOCK') === true && node.range?.[1] === source.length && !source.endsWith('\n');
  return isCutOff ? value.replace(/\n$/, '') : value;
}

/** Quoted and tagged scalars are texts; a tag for another kind has to fit. */
function scalarOf(node: Node): Scalar {
  const tag = node.tag?.replace('tag:yaml.org,2002:', '!!');
  const plain = node.type === 'PLAIN' || node.type === undefined;
  if (tag === '!!str' || (tag === undefined && !plain)) return { kind: 'string' };
  const scalar = resolveScalar(textOf(node, ''));
  const kinds: Readonly<Record<string, Scalar['kind']>> = {
    '!!int': 'integer',
    '!!float': 'float',
    '!!bool': 'boolean',
    '!!null': 'null',
  };
  const wanted = kinds[tag ?? ''];
  if (wanted === undefined) return tag === undefined ? scalar : { kind: 'string' };
  if (wanted === 'float' && scalar.kind === 'integer') return { kind: 'float', value: Number(scalar.value) };
  if (scalar.kind !== wanted) throw new Unfit();
  return scalar;
}

/** What is merged in (`<<`) gives way to what is there. Of a key that comes twice the last counts. */
function entriesOf(pairs: readonly Pair[], walk: Walk): ReadonlyMap<string, Value> {
  const own = new Map<string, unknown>();
  const merged = new Map<string, Value>();
  for (const { key, value } of pairs) {
    if (isMerge(key)) {
      for (const [name, item] of mergedEntries(value, walk)) if (!merged.has(name)) merged.set(name, item);
    } else own.set(keyOf(key, walk), value);
  }
  return new Map([...merged, ...[...own].map(([name, value]) => [name, valueOf(value, walk)] as const)]);
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.tag === undefined && key.value === '<<';
}

function mergedEntries(node: unknown, walk: Walk): readonly (readonly [string, Value])[] {
  const value = valueOf(node, walk);
  const maps = value.kind === 'array' ? value.items : [value];
  return maps.flatMap((map) => {
    if (map.kind !== 'object') throw new Unfit();
    return map.entries.map(([key, item]) => [key.kind === 'string' ? key.value : '', item] as const);
  });
}

function keyOf(node: unknown, walk: Walk): string {
  const target = isAlias(node) ? node.resolve(walk.document) : node;
  if (!isScalar(target)) throw new Unfit();
  const scalar = scalarOf(target);
  switch (scalar.kind) {
    case 'null':
      throw new Unfit();
    case 'boolean':
    case 'integer':
      return String(scalar.value);
    case 'float':
      return floatKey(scalar.value);
    case 'timestamp':
    case 'string':
      return textOf(target, walk.source);
  }
}

/** Go writes it with the digits that single precision needs. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  for (let digits = 1; digits <= 9; digits += 1) {
    const shown = value.toPrecision(digits);
    if (Math.fround(Number(shown)) === Math.fround(value)) return formatFloat(Number(shown), 'g', -1);
  }
  return formatFloat(value, 'g', -1);
}
