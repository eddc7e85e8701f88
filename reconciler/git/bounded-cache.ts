interface Held<V> {
  readonly value: V;
  readonly weight: number;
}

/**
 * Keeps what was used last, from half up to all of a total weight. Two generations instead of one order: to move a key
 * to the end of a large Map with each use costs more than what is looked up. Keys are ids, so nothing in it ever gets old.
 */
export class BoundedCache<V> {
  #young = new Map<string, Held<V>>();
  #old = new Map<string, Held<V>>();
  readonly #halfWeight: number;
  #weight = 0;

  constructor(maxWeight: number) {
    this.#halfWeight = maxWeight / 2;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old.value, old.weight);
    return old?.value;
  }

  set(key: string, value: V, weight: number): void {
    const held = this.#young.get(key)?.weight ?? 0;
    if (this.#weight - held + weight > this.#halfWeight) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
    } else this.#weight -= held;
    if (weight > this.#halfWeight) return;
    this.#young.set(key, { value, weight });
    this.#weight += weight;
  }
}
