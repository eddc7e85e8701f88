import { compare, equal } from './compare.ts';
import { array, type Builtin, type Entry, field, set, type Value } from './value.ts';

/** `json.patch` (RFC 6902); a path is a pointer or a list. An operation that does not apply makes the whole undefined. */
const patch: Builtin = (target, operations) => {
  if (target === undefined || operations?.kind !== 'array') return null;
  let patched: Value | null = target;
  for (const operation of operations.items) {
    if (patched === null) return null;
    patched = apply(patched, operation);
  }
  return patched;
};

function apply(target: Value, operation: Value): Value | null {
  const path = pathOf(field(operation, 'path'));
  const op = field(operation, 'op');
  if (path === null || op?.kind !== 'string') return null;
  if (op.value === 'remove') return remove(target, path);
  if (op.value === 'move' || op.value === 'copy') {
    return transfer(target, pathOf(field(operation, 'from')), path, op.value === 'move');
  }
  const value = field(operation, 'value');
  return value === null ? null : applyValue(op.value, target, path, value);
}

function applyValue(op: string, target: Value, path: PatchPath, value: Value): Value | null {
  switch (op) {
    case 'add':
      return insert(target, path, value);
    case 'replace': {
      const removed = path.length === 0 ? target : remove(target, path);
      return removed === null ? null : insert(removed, path, value);
    }
    case 'test': {
      const found = lookup(target, path);
      return found !== null && equal(found, value) ? target : null;
    }
  }
  return null;
}

function transfer(target: Value, from: PatchPath | null, path: PatchPath, moves: boolean): Value | null {
  const moved = from === null ? null : lookup(target, from);
  if (from === null || moved === null) return null;
  const rest = moves ? remove(target, from) : target;
  return rest === null ? null : insert(rest, path, moved);
}

type PatchPath = readonly Value[];

function pathOf(value: Value | null): PatchPath | null {
  if (value?.kind === 'array') return value.items;
  if (value?.kind !== 'string') return null;
  if (value.value === '') return [];
  return value.value
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => ({ kind: 'string', value: part.replaceAll('~1', '/').replaceAll('~0', '~') }));
}

function lookup(target: Value, path: PatchPath): Value | null {
  const [key, ...rest] = path;
  if (key === undefined) return target;
  const child = childOf(target, key);
  return child === null ? null : lookup(child, rest);
}

function childOf(target: Value, key: Value): Value | null {
  if (target.kind === 'object') return target.entries.find(([candidate]) => equal(candidate, key))?.[1] ?? null;
  if (target.kind === 'set') return target.items.find((item) => equal(item, key)) ?? null;
  if (target.kind !== 'array') return null;
  const at = positionIn(target.items, key);
  return at === null ? null : (target.items[at] ?? null);
}

function insert(target: Value, path: PatchPath, value: Value): Value | null {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (rest.length > 0) return within(target, key, (child) => insert(child, rest, value));
  if (target.kind === 'object') return withEntry(target.entries, key, value);
  // A member of a set is found by itself.
  if (target.kind === 'set') return equal(key, value) ? withMember(target.items, value) : null;
  if (target.kind !== 'array') return null;
  const end = key.kind === 'string' && key.value === '-';
  const at = end ? target.items.length : positionIn([...target.items, value], key);
  return at === null ? null : array(target.items.toSpliced(at, 0, value));
}

function remove(target: Value, path: PatchPath): Value | null {
  const [key, ...rest] = path;
  if (key === undefined) return null;
  if (rest.length > 0) return within(target, key, (child) => remove(child, rest));
  if (target.kind === 'set') {
    const items = target.items.filter((item) => !equal(item, key));
    return items.length === target.items.length ? null : set(items);
  }
  if (target.kind === 'object') {
    const entries = target.entries.filter(([candidate]) => !equal(candidate, key));
    return entries.length === target.entries.length ? null : { kind: 'object', entries };
  }
  if (target.kind !== 'array') return null;
  const at = positionIn(target.items, key);
  return at === null ? null : array(target.items.toSpliced(at, 1));
}

function within(target: Value, key: Value, change: (child: Value) => Value | null): Value | null {
  const child = childOf(target, key);
  const changed = child === null ? null : change(child);
  if (changed === null) return null;
  if (target.kind === 'object') return withEntry(target.entries, key, changed);
  if (target.kind === 'set') {
    return withMember(
      target.items.filter((item) => !equal(item, key)),
      changed,
    );
  }
  const at = target.kind === 'array' ? positionIn(target.items, key) : null;
  return target.kind !== 'array' || at === null ? null : array(target.items.with(at, changed));
}

function withEntry(entries: readonly Entry[], key: Value, value: Value): Value {
  const others = entries.filter(([candidate]) => !equal(candidate, key));
  return { kind: 'object', entries: [...others, [key, value] as const].toSorted(([a], [b]) => compare(a, b)) };
}

function positionIn(items: readonly Value[], key: Value): number | null {
  const digits = key.kind === 'number' ? key.text : key.kind === 'string' ? key.value : '';
  if (!/^(?:0|[1-9]\d*)$/.test(digits)) return null;
  return Number(digits) < items.length ? Number(digits) : null;
}

function withMember(items: readonly Value[], member: Value): Value {
  return set([...items.filter((item) => !equal(item, member)), member].toSorted(compare));
}

export const jsonPatch = { 'json.patch': patch } satisfies Record<string, Builtin>;
