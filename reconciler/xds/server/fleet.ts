import type { Json } from '../../../policies/mesh.ts';
import type { Snapshot } from '../snapshot.ts';
import { createInterning } from './interning.ts';
import type { NodeIdentity } from './decode.ts';
import type { AdsStream } from './stream.ts';

export type SnapshotAnswer =
  | { readonly ok: true; readonly snapshot: Snapshot; readonly group: string }
  | { readonly ok: false; readonly reason: string };

/** Nodes of one group get the same snapshot, at every commit. */
export type SnapshotFor<S> = (served: S, node: NodeIdentity) => SnapshotAnswer;

type Log = (event: string, fields: Readonly<Record<string, Json>>) => void;

interface Member {
  readonly name: string;
  readonly node: NodeIdentity;
  /** Null until something is served. */
  group: string | null;
}

interface Group {
  snapshot: Snapshot;
  readonly node: NodeIdentity;
  members: number;
}

/** So many streams are sent to before others get a turn. */
const sliceSize = 200;

/** The streams that are connected, and what each is to run. */
export class Fleet<S> {
  readonly #snapshotFor: SnapshotFor<S>;
  readonly #log: Log;
  readonly #members = new Map<AdsStream, Member>();
  readonly #names = new Set<string>();
  readonly #groups = new Map<string, Group>();
  readonly #intern: ReturnType<typeof createInterning>;
  #waiting: AdsStream[] = [];
  #turn: NodeJS.Immediate | null = null;
  #served: { readonly value: S } | null = null;

  constructor(snapshotFor: SnapshotFor<S>, log: Log, intern: ReturnType<typeof createInterning>) {
    this.#snapshotFor = snapshotFor;
    this.#log = log;
    this.#intern = intern;
  }

  get members(): ReadonlyMap<AdsStream, { readonly name: string }> {
    return this.#members;
  }

  /** Asks `isHeard` about what is served now; there is nothing to wait for where nobody asks. */
  hasHeard(
    lowerings: ReadonlyMap<string, string>,
    isHeard?: (served: S, lowerings: ReadonlyMap<string, string>) => boolean,
  ): boolean {
    return isHeard === undefined || (this.#served !== null && isHeard(this.#served.value, lowerings));
  }

  /** All clients are to run this from now on. */
  serve(served: S): void {
    this.#served = { value: served };
    for (const [name, group] of this.#groups) {
      const answer = this.#snapshotFor(served, group.node);
      if (answer.ok) group.snapshot = this.#intern(group.snapshot, answer.snapshot);
      else this.#log('xds.unserved', { group: name, node: group.node.id, reason: answer.reason });
    }
    this.#waiting = [...this.#members.keys()];
    if (this.#turn) clearImmediate(this.#turn);
    this.#sendSlice();
  }

  /** Takes a stream in; returns why it can't be served, null when it can. */
  join(stream: AdsStream, node: NodeIdentity): string | null {
    const member: Member = { name: this.#freeName(node.id), node, group: null };
    this.#members.set(stream, member);
    this.#names.add(member.name);
    return this.#place(stream, member);
  }

  leave(stream: AdsStream): string | null {
    const member = this.#members.get(stream);
    if (!member) return null;
    this.#members.delete(stream);
    this.#names.delete(member.name);
    const group = member.group === null ? undefined : this.#groups.get(member.group);
    if (group && member.group !== null && --group.members === 0) this.#groups.delete(member.group);
    return member.name;
  }

  close(): void {
    if (this.#turn) clearImmediate(this.#turn);
    this.#turn = null;
    this.#waiting = [];
  }

  /** Finds the stream's group, once something is served. */
  #place(stream: AdsStream, member: Member): string | null {
    if (!this.#served) return null;
    const answer = this.#snapshotFor(this.#served.value, member.node);
    if (!answer.ok) return answer.reason;
    member.group = answer.group;
    const known = this.#groups.get(answer.group);
    const group = known ?? { snapshot: this.#intern(null, answer.snapshot), node: member.node, members: 0 };
    group.members++;
    if (!known) this.#groups.set(answer.group, group);
    stream.retarget(group.snapshot);
    return null;
  }

  #sendSlice(): void {
    this.#turn = null;
    for (const stream of this.#waiting.splice(0, sliceSize)) {
      const member = this.#members.get(stream);
      if (!member) continue;
      const group = member.group === null ? undefined : this.#groups.get(member.group);
      if (group) {
        stream.retarget(group.snapshot);
        continue;
      }
      const problem = this.#place(stream, member);
      if (problem !== null) stream.refuse(problem);
    }
    if (this.#waiting.length > 0) this.#turn = setImmediate(() => this.#sendSlice());
  }

  /** Two streams of one node id are told apart. */
  #freeName(id: string): string {
    if (!this.#names.has(id)) return id;
    let n = 2;
    while (this.#names.has(`${id}~${n}`)) n++;
    return `${id}~${n}`;
  }
}
