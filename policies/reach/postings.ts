import type { Facts } from './facts.ts';

const nobody: readonly Facts[] = [];

/** Who has a key. Mutable: each change takes out a few entries of thousands, and puts a few in. */
export class Postings {
  readonly #holders = new Map<string, { readonly key: string; readonly holders: Facts[] }>();

  of(key: string): readonly Facts[] {
    return this.#holders.get(key)?.holders ?? nobody;
  }

  has(key: string): boolean {
    return this.#holders.has(key);
  }

  keys(): Iterable<string> {
    return this.#holders.keys();
  }

  /** The same text, as it is kept here if it is. */
  keyLike(key: string): string {
    return this.#holders.get(key)?.key ?? key;
  }

  add(key: string, facts: Facts): void {
    const known = this.#holders.get(key);
    if (known) known.holders.push(facts);
    else this.#holders.set(key, { key, holders: [facts] });
  }

  remove(key: string, facts: Facts): void {
    const holders = this.#holders.get(key)?.holders ?? [];
    const place = holders.indexOf(facts);
    if (place >= 0) holders.splice(place, 1);
    if (holders.length === 0) this.#holders.delete(key);
  }
}
