/** Lets so many in at once, in the order in which they came. */

export interface Gate {
  /** Resolves once there is room, or when the signal aborts; true: let in, and owes a `leave`. */
  enter(signal: AbortSignal): Promise<boolean>;
  leave(): void;
}

export function createGate(room: number): Gate {
  let inside = 0;
  const waiting = new Set<() => void>();
  return {
    enter: (signal) => {
      if (signal.aborted) return Promise.resolve(false);
      if (inside < room) {
        inside++;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const settle = (isIn: boolean): void => {
          waiting.delete(letIn);
          signal.removeEventListener('abort', giveUp);
          resolve(isIn);
        };
        const letIn = (): void => settle(true);
        const giveUp = (): void => settle(false);
        waiting.add(letIn);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
    leave: () => {
      const [next] = waiting;
      // The place is handed on.
      if (next === undefined) inside--;
      else next();
    },
  };
}
