/** Tasks that take turns: each waits before every call to the outside, and whoever plays the history says who goes on. */

interface Waiting {
  readonly owner: object;
  /** By the clock that `go` is asked with. */
  readonly notBefore: number;
  readonly go: () => void;
  readonly stop: (error: Error) => void;
}

/** One task at a time makes a call at a time, so a history is the order of the turns and nothing else. */
export class Turns {
  #waiting: Waiting[] = [];
  #moving = 0;
  #onIdle: (() => void) | null = null;

  /** Runs a task up to its first call; it goes on when it is its turn. Its errors are its own. */
  async start(task: () => Promise<void>): Promise<void> {
    this.#moving += 1;
    const done = () => this.#rest();
    task().then(done, done);
    await this.idle();
  }

  /** Waits for a turn. `owner` is what `stop` ends together. */
  wait(owner: object, notBefore = 0): Promise<void> {
    return new Promise((go, stop) => {
      this.#waiting.push({ owner, notBefore, go, stop });
      this.#rest();
    });
  }

  /** Ends every wait of one owner; what was thrown comes through by the next turn. */
  stop(owner: object, error: Error): void {
    const stopped = this.#waiting.filter((each) => each.owner === owner);
    this.#waiting = this.#waiting.filter((each) => each.owner !== owner);
    this.#moving += stopped.length;
    for (const each of stopped) each.stop(error);
  }

  /** Gives up to `turns` turns; `pick` chooses among so many that wait. Returns false when nobody can go on. */
  async go(now: () => number, turns: number, pick: (count: number) => number): Promise<boolean> {
    for (let turn = 0; turn < turns; turn += 1) {
      const ready = this.#waiting.filter(({ notBefore }) => notBefore <= now());
      const next = ready.length === 0 ? undefined : ready[pick(ready.length) % ready.length];
      if (next === undefined) return false;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#moving += 1;
      next.go();
      await this.idle();
    }
    return true;
  }

  /** Resolves when every task waits or has ended. */
  idle(): Promise<void> {
    if (this.#moving === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Of the tasks that move, one waits again or has ended. */
  #rest(): void {
    this.#moving -= 1;
    if (this.#moving < 0) throw new Error('a task waits twice at once');
    if (this.#moving > 0) return;
    const idle = this.#onIdle;
    this.#onIdle = null;
    idle?.();
  }
}
