import type { ServerDuplexStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';

import type { Snapshot } from '../snapshot.ts';
import type { Answered } from '../subscription/request.ts';
import { receive } from '../subscription/receive.ts';
import { markSent } from '../subscription/sent.ts';
import type { StepOptions } from '../subscription/step.ts';
import { nextStep } from '../subscription/step.ts';
import type { StreamState, Variant } from '../subscription/state.ts';
import { openStream } from '../subscription/state.ts';
import type { NodeIdentity } from './decode.ts';
import { decodeRequest } from './decode.ts';
import type { Limits } from './limits.ts';
import type { SharedResponses } from './shared-responses.ts';

/** Node takes no longer timer; this one is set again when it fires early. */
const longestTimerMs = 2 ** 31 - 1;

export type AdsCall = ServerDuplexStream<Buffer, Buffer>;

export interface StreamDeps {
  readonly clock: { now(): number; monotonic(): number };
  readonly limits: Limits;
  readonly options: StepOptions;
  readonly responses: SharedResponses;
  /** The node said who it is. Returns why it can't be served; null when it can. */
  readonly joined: (stream: AdsStream, node: NodeIdentity) => string | null;
  readonly answered: (stream: AdsStream, typeUrl: string, answered: Answered) => void;
  /** `isLost`: it was not us who ended it. */
  readonly left: (stream: AdsStream, isLost: boolean) => void;
  /** False while what the client said it runs was not yet taken in: it keeps that until then. */
  readonly isHeard: (lowerings: ReadonlyMap<string, string>) => boolean;
}

/** One client's stream: moves bytes between the call and the subscription, which decides what they are. */
export class AdsStream {
  readonly #call: AdsCall;
  readonly #variant: Variant;
  readonly #deps: StreamDeps;
  readonly openedAt: number;
  readonly #firstMessage: NodeJS.Timeout;
  #state: StreamState;
  #node: NodeIdentity | null = null;
  #target: Snapshot | null = null;
  #timer: NodeJS.Timeout | null = null;
  #writes = 0;
  #isOpen = true;

  constructor(call: AdsCall, variant: Variant, deps: StreamDeps) {
    this.#call = call;
    this.#variant = variant;
    this.#deps = deps;
    this.#state = openStream(variant);
    this.openedAt = deps.clock.monotonic();
    this.#firstMessage = setTimeout(
      () => this.fail(status.DEADLINE_EXCEEDED, 'No discovery request came.'),
      deps.limits.firstMessageMs,
    );
    call.on('data', (bytes: Buffer) => this.#take(bytes));
    call.on('end', () => this.#lose());
    call.on('cancelled', () => this.#lose());
    call.on('error', () => this.#lose());
  }

  get state(): StreamState {
    return this.#state;
  }

  get target(): Snapshot | null {
    return this.#target;
  }

  get peer(): string {
    return this.#call.getPeer();
  }

  /** From now on the client is to run this. */
  retarget(target: Snapshot): void {
    this.#target = target;
    this.pump();
  }

  /** Sends what is due and the connection takes; the rest follows when it takes more, and then only the latest. */
  pump(): void {
    const { options, limits, responses, clock, isHeard } = this.#deps;
    if (!this.#isOpen || !this.#target || !isHeard(this.#state.lowerings)) return;
    for (;;) {
      if (this.#writes >= limits.writesInFlight && !options.off.has('coalesce')) return;
      const step = nextStep(this.#state, this.#target, clock.monotonic(), options);
      this.#state = step.stream;
      if (step.kind === 'idle') {
        this.#wakeAt(step.dueAt);
        return;
      }
      const last = this.#state.types.get(step.draft.typeUrl)?.nonce ?? null;
      const { nonce, bytes } = responses.encode(step.draft, last);
      const at = { nonce, now: clock.now(), monotonic: clock.monotonic() };
      this.#state = markSent(this.#state, step.draft, at, options.off);
      this.#writes++;
      this.#call.write(bytes, () => {
        this.#writes--;
        this.pump();
      });
    }
  }

  /** Ends the stream with an error that the client's log shows. */
  fail(code: status, details: string): void {
    if (this.#isOpen) this.#end(() => this.#call.emit('error', { code, details }));
  }

  /** Ends the stream of a node that can't be served. */
  refuse(reason: string): void {
    this.fail(status.INVALID_ARGUMENT, reason);
  }

  close(): void {
    if (this.#isOpen) this.#end(() => this.#call.end());
  }

  /** The client is gone. A connection that breaks looks like a client that ends its stream, so both are missed. */
  #lose(): void {
    if (this.#isOpen) this.#end(() => this.#call.end(), true);
  }

  #end(finish: () => void, isLost = false): void {
    this.#isOpen = false;
    clearTimeout(this.#firstMessage);
    if (this.#timer) clearTimeout(this.#timer);
    finish();
    this.#deps.left(this, isLost);
  }

  #take(bytes: Buffer): void {
    if (!this.#isOpen) return;
    const { limits, options } = this.#deps;
    const decoded = decodeRequest(this.#variant, bytes, limits);
    if (!decoded.ok) {
      this.fail(decoded.code === 'invalid' ? status.INVALID_ARGUMENT : status.RESOURCE_EXHAUSTED, decoded.reason);
      return;
    }
    clearTimeout(this.#firstMessage);
    const problem = this.#identify(decoded.node);
    if (problem !== null) {
      this.fail(status.INVALID_ARGUMENT, problem);
      return;
    }
    const { request } = decoded;
    const { stream, answered } = receive(this.#state, request, options.off);
    const names = stream.types.get(request.typeUrl)?.names.size ?? 0;
    if (stream.types.size > limits.types || names > limits.names) {
      this.fail(status.RESOURCE_EXHAUSTED, `At most ${limits.types} types and ${limits.names} names are served.`);
      return;
    }
    this.#state = stream;
    this.pump();
    if (answered.kind !== 'none') this.#deps.answered(this, request.typeUrl, answered);
  }

  /** The node is only guaranteed in a stream's first request; it holds for the whole stream. */
  #identify(node: NodeIdentity | null): string | null {
    if (this.#node && !this.#deps.options.off.has('node-once')) return null;
    const { nameLength } = this.#deps.limits;
    if (!node || node.id === '' || node.id.length > nameLength) {
      return `The first request needs a node with an id of at most ${nameLength} characters.`;
    }
    if (this.#node) return null;
    this.#node = node;
    return this.#deps.joined(this, node);
  }

  #wakeAt(dueAt: number | null): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (dueAt === null) return;
    const waitMs = Math.min(Math.max(1, Math.ceil(dueAt - this.#deps.clock.monotonic())), longestTimerMs);
    this.#timer = setTimeout(() => this.pump(), waitMs);
  }
}
