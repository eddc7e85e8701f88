import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Snapshot } from '../../reconciler/xds/snapshot.ts';
import { createDiffer } from '../../reconciler/xds/subscription/difference.ts';
import { receive } from '../../reconciler/xds/subscription/receive.ts';
import type { Draft } from '../../reconciler/xds/subscription/response.ts';
import { markSent } from '../../reconciler/xds/subscription/sent.ts';
import type { Variant } from '../../reconciler/xds/subscription/state.ts';
import { openStream } from '../../reconciler/xds/subscription/state.ts';
import type { StepOptions } from '../../reconciler/xds/subscription/step.ts';
import { nextStep } from '../../reconciler/xds/subscription/step.ts';
import { createVersioner } from '../../reconciler/xds/subscription/version.ts';
import { ModelEnvoy } from '../support/model-envoy.ts';
import type { Outline } from '../support/snapshots.ts';
import { snapshotOf } from '../support/snapshots.ts';
import { seedOfRun } from '../support/properties.ts';

fc.configureGlobal({ seed: seedOfRun() });

const lingerMs = 700;

/** A server's side of one stream, with messages under way in both directions. */
class Wire {
  readonly envoy: ModelEnvoy;
  readonly #variant: Variant;
  readonly #options: StepOptions;
  #stream;
  #down: { readonly draft: Draft; readonly nonce: string }[] = [];
  #nonce = 0;
  #now = 0;
  #target: Snapshot = snapshotOf('c0', {});

  constructor(variant: Variant, off: StepOptions['off'] = new Set()) {
    this.#variant = variant;
    this.envoy = new ModelEnvoy(variant);
    this.#stream = openStream(variant);
    const differ = createDiffer();
    this.#options = {
      differ,
      versionOf: createVersioner(),
      lingerFor: () => lingerMs,
      gateMs: Infinity,
      owedLimit: 3,
      responseBytes: 300,
      off,
    };
  }

  get commit(): string | null {
    return this.#stream.commit;
  }

  serve(target: Snapshot): void {
    this.#target = target;
    this.#pump();
  }

  pass(ms: number): void {
    this.#now += ms;
    this.#pump();
  }

  down(): boolean {
    const message = this.#down.shift();
    if (message) this.envoy.take(message.draft, message.nonce);
    return message !== undefined;
  }

  up(): boolean {
    const request = this.envoy.outbox.shift();
    if (!request) return false;
    this.#stream = receive(this.#stream, request, this.#options.off).stream;
    this.#pump();
    return true;
  }

  reconnect(): void {
    this.#down = [];
    this.#stream = openStream(this.#variant);
    this.envoy.connect();
  }

  #pump(): void {
    for (;;) {
      const step = nextStep(this.#stream, this.#target, this.#now, this.#options);
      this.#stream = step.stream;
      if (step.kind === 'idle') return;
      const names = step.draft.resources.map(({ name }) => name);
      if (new Set(names).size < names.length) throw new Error(`a name is twice in a response: ${names.join()}`);
      const nonce = String(++this.#nonce);
      const at = { nonce, now: this.#now, monotonic: this.#now };
      this.#stream = markSent(this.#stream, step.draft, at, this.#options.off);
      this.#down.push({ draft: step.draft, nonce });
    }
  }
}

type Event =
  | { readonly kind: 'serve'; readonly outline: Outline }
  | { readonly kind: 'down' | 'up' | 'reconnect' }
  | { readonly kind: 'pass'; readonly ms: number };

const names = ['a', 'b', 'c', 'd'];

/** Clusters and routes come, go and change; a node's listeners and tables stay, as its ports do. */
function outlines(contents: readonly string[]): fc.Arbitrary<Outline> {
  const table = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.subarray([...names, 'ghost']));
  return fc
    .record({
      clusters: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...contents), { maxKeys: 4 }),
      t1: table,
      t2: table,
    })
    .map(({ clusters, t1, t2 }) => {
      const tableOf = ([n, uses]: readonly [number, readonly string[]]) => {
        const present = uses.filter((name) => name === 'ghost' || name in clusters);
        return { content: `${n}:${present.join(',')}`, clusters: present };
      };
      return { clusters, listeners: { l1: 't1', l2: 't2' }, routes: { t1: tableOf(t1), t2: tableOf(t2) } };
    });
}

function histories(contents: readonly string[], reconnects: boolean): fc.Arbitrary<readonly Event[]> {
  const event = fc.oneof(
    { weight: 3, arbitrary: outlines(contents).map((outline): Event => ({ kind: 'serve', outline })) },
    { weight: 8, arbitrary: fc.constant<Event>({ kind: 'down' }) },
    { weight: 8, arbitrary: fc.constant<Event>({ kind: 'up' }) },
    { weight: 2, arbitrary: fc.constantFrom<Event>({ kind: 'pass', ms: 100 }, { kind: 'pass', ms: 800 }) },
    { weight: reconnects ? 1 : 0, arbitrary: fc.constant<Event>({ kind: 'reconnect' }) },
  );
  return fc.array(event, { minLength: 20, maxLength: 120, size: 'max' });
}

function play(wire: Wire, history: readonly Event[]): { readonly commit: string; readonly outline: Outline } {
  let last: { commit: string; outline: Outline } = { commit: 'c0', outline: {} };
  wire.serve(snapshotOf('c0', {}));
  history.forEach((event, at) => {
    step(event, at);
    expect(wire.envoy.broken()).toEqual([]);
  });
  // Whatever is under way arrives in the end; what never ends is a quarrel.
  for (let round = 0, messages = 0; round < 4; round++) {
    while (wire.up() || wire.down()) {
      if (++messages > 2_000) throw new Error('the two never come to rest');
      expect(wire.envoy.broken()).toEqual([]);
    }
    wire.pass(lingerMs);
  }
  return last;

  function step(event: Event, at: number): void {
    switch (event.kind) {
      case 'serve':
        last = { commit: `c${at + 1}`, outline: event.outline };
        wire.serve(snapshotOf(last.commit, last.outline));
        break;
      case 'down':
        wire.down();
        break;
      case 'up':
        wire.up();
        break;
      case 'pass':
        wire.pass(event.ms);
        break;
      case 'reconnect':
        wire.reconnect();
        break;
    }
  }
}

/** A proxy that reconnects in the state of the world can't say what it has: what vanished meanwhile goes at once. */
const variants = [
  { variant: 'delta', reconnects: true },
  { variant: 'sotw', reconnects: false },
] as const;

it.each(variants)(
  '$variant: no route ever leads to a cluster that is not ready, and the proxy comes to run the last commit',
  ({ variant, reconnects }) => {
    fc.assert(
      fc.property(histories(['1', '2', '3'], reconnects), (history) => {
        const wire = new Wire(variant);
        const { commit, outline } = play(wire, history);
        expect(wire.commit).toBe(commit);
        expect(contents(wire.envoy)).toEqual({
          clusters: outline.clusters ?? {},
          listeners: outline.listeners ?? {},
          tables: Object.fromEntries(
            Object.entries(outline.routes ?? {}).map(([name, { content }]) => [name, content]),
          ),
        });
      }),
      { numRuns: 300 },
    );
  },
);

/** Without reconnects: what a proxy took of a response that it turned down in part, it doesn't claim when it comes back. */
it.each(variants)('$variant: what a proxy turns down never breaks its routes', ({ variant }) => {
  fc.assert(
    fc.property(histories(['1', '2', 'bad'], false), (history) => {
      const wire = new Wire(variant);
      const { commit, outline } = play(wire, history);
      const isBad = Object.values(outline.clusters ?? {}).includes('bad');
      expect(wire.commit === commit).toBe(!isBad);
    }),
    { numRuns: 300 },
  );
});

it.each(['make-before-break', 'warming'] as const)('would notice %s switched off', (rule) => {
  const failing = fc.check(
    fc.property(histories(['1', '2', '3'], false), (history) => {
      const wire = new Wire('delta', new Set([rule]));
      expect(wire.commit).toBe(play(wire, history).commit);
    }),
    { numRuns: 300 },
  );
  expect(failing.failed).toBe(true);
});

function contents(envoy: ModelEnvoy): unknown {
  return {
    clusters: Object.fromEntries([...envoy.clusters].map(([name, { content }]) => [name, content])),
    listeners: Object.fromEntries(envoy.listeners),
    tables: Object.fromEntries(envoy.tables),
  };
}
