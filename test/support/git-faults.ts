/** A port to Git that a test can cut, count and look into; what isn't cut is the real one. */

import type { GitPort, PushOutcome } from '../../reconciler/reconcile/ports.ts';

/** `lose`: the push is not done; `drop`: it is done and its answer is lost. */
export type PushFault = 'lose' | 'drop';

export class GitFaults {
  /** True: nothing of the remote answers. */
  isDown = false;
  /** True: no history can be fetched beyond the commit that is asked for. */
  isCutOff = false;
  /** What goes wrong with the next pushes, one each. */
  readonly faults: PushFault[] = [];
  /** What descends from these can't be told, for the history doesn't come. */
  readonly untold = new Set<string>();
  /** The live commits that were tried to be pushed. */
  readonly pushed: string[] = [];
  /** Runs after each listing, for what the time it takes brings. */
  afterList: (() => void) | null = null;
  /** Runs before the next push of the live branch, once: for what happens meanwhile. */
  beforePush: (() => Promise<void>) | null = null;
  /** Runs after the next push of the live branch was done, before its answer, once. */
  afterPush: (() => Promise<void>) | null = null;

  wrap(port: GitPort): GitPort {
    const gone = { kind: 'unreachable', reason: 'the test cut the line' } as const;
    return {
      list: async (signal) => {
        const listing = this.isDown ? gone : await port.list(signal);
        this.afterList?.();
        return listing;
      },
      fetch: async (heads, signal) => (this.isDown ? gone : await port.fetch(heads, signal)),
      readCommit: (oid) => port.readCommit(oid),
      readLog: (oid, limit, signal) => port.readLog(oid, this.isCutOff ? 1 : limit, signal),
      readTree: (tree) => port.readTree(tree),
      checkSignature: (oid) => port.checkSignature(oid),
      ancestry: async (ancestor, descendant) =>
        this.untold.has(ancestor) ? 'unknown' : await port.ancestry(ancestor, descendant),
      writeTree: (tree, changes) => port.writeTree(tree, changes),
      writeCommit: (commit) => port.writeCommit(commit),
      pushLive: (oid, expected, signal) => this.#push(oid, () => port.pushLive(oid, expected, signal)),
      pushMarker: (oid, signal) => port.pushMarker(oid, signal),
      readLocalLive: () => port.readLocalLive(),
      writeLocalLive: (oid) => port.writeLocalLive(oid),
    };
  }

  async #push(oid: string, push: () => Promise<PushOutcome>): Promise<PushOutcome> {
    const lost = { kind: 'unknown', reason: 'the test lost the answer' } as const;
    this.pushed.push(oid);
    const before = this.beforePush;
    this.beforePush = null;
    await before?.();
    const fault = this.faults.shift();
    if (this.isDown || fault === 'lose') return lost;
    const outcome = await push();
    const after = this.afterPush;
    this.afterPush = null;
    await after?.();
    return fault === 'drop' ? lost : outcome;
  }
}
