/** A repository while it is being made: plain values by file, changed in place until they are printed. */

import { seeded } from '../support/seeded.ts';

export type Value = string | number | boolean | null | Value[] | Body;
export interface Body {
  [key: string]: Value;
}
export type Path = readonly (string | number)[];

/** Where something stands: a document of a file, and a path in it. */
export interface Place {
  readonly file: string;
  readonly document: number;
  readonly path: Path;
  /** `key` where it is the field's name that is wrong. */
  readonly part: 'key' | 'value';
}

/** An object of the draft. */
export interface Made {
  readonly file: string;
  readonly document: number;
  readonly body: Body;
}

export class Draft {
  /** By path, in the order in which they were made. */
  readonly files = new Map<string, Body[]>();

  add(file: string, ...bodies: readonly Body[]): void {
    this.files.set(file, [...(this.files.get(file) ?? []), ...bodies]);
  }

  all(): readonly Made[] {
    return [...this.files].flatMap(([file, bodies]) => bodies.map((body, document) => ({ file, document, body })));
  }

  /** Those of a kind; `group` tells kinds of one name apart. */
  of(kind: string, group = ''): readonly Made[] {
    return this.all().filter(({ body }) => body['kind'] === kind && textAt(body, ['apiVersion']).startsWith(group));
  }
}

export function placeIn({ file, document }: Made, path: Path, part: Place['part'] = 'value'): Place {
  return { file, document, path, part };
}

/** What stands at a path; undefined where nothing does. */
export function get(value: Value | undefined, path: Path): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(value)) return typeof step === 'number' ? get(value[step], rest) : undefined;
  return typeof value === 'object' && value !== null ? get(value[String(step)], rest) : undefined;
}

/** Puts a value at a path, making the objects on the way. */
export function put(body: Body, path: Path, value: Value): void {
  const last = path.at(-1);
  let at: Value = body;
  for (const step of path.slice(0, -1)) {
    const below: Value = get(at, [step]) ?? {};
    if (typeof at === 'object' && at !== null) Reflect.set(at, step, below);
    at = below;
  }
  if (last !== undefined && typeof at === 'object' && at !== null) Reflect.set(at, last, value);
}

/** Takes away what stands at a path. */
export function drop(body: Body, path: Path): void {
  const last = path.at(-1);
  const owner = get(body, path.slice(0, -1));
  if (last === undefined || typeof owner !== 'object' || owner === null) return;
  if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else Reflect.deleteProperty(owner, last);
}

export function listAt(body: Body, path: Path): Value[] {
  const found = get(body, path);
  return Array.isArray(found) ? found : [];
}

/** Empty where no text stands there. */
export function textAt(body: Body, path: Path): string {
  const found = get(body, path);
  return typeof found === 'string' ? found : '';
}

export function nameOf({ body }: Made): string {
  return textAt(body, ['metadata', 'name']);
}

export function namespaceOf({ body }: Made): string {
  return textAt(body, ['metadata', 'namespace']);
}

/** All that is left to chance, from one seed. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seeded(seed);
  }

  /** A whole number from 0 to `below`, without it. */
  int(below: number): number {
    return Math.floor(this.#next() * below);
  }

  chance(part: number): boolean {
    return this.#next() < part;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.int(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** Null where there is none. */
  pickAny<T>(list: readonly T[]): T | null {
    return list.length === 0 ? null : this.pick(list);
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    return list
      .map((item) => ({ item, order: this.#next() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }
}
