/** A discovery client that speaks raw requests, so that tests can say exactly what a proxy would, or should not. */

import type { ClientDuplexStream } from '@grpc/grpc-js';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';

import {
  DeltaDiscoveryRequestSchema,
  DeltaDiscoveryResponseSchema,
  DiscoveryRequestSchema,
  DiscoveryResponseSchema,
} from '#proto/envoy/service/discovery/v3/discovery_pb.js';

import type { TypeUrl } from '../../reconciler/xds/snapshot.ts';

/** A response of either variant. */
export interface Response {
  readonly typeUrl: TypeUrl;
  readonly nonce: string;
  /** State of the world: the version of the whole. */
  readonly version: string;
  readonly controlPlane: string;
  readonly resources: readonly ReceivedResource[];
  readonly removed: readonly string[];
}

export interface ReceivedResource {
  /** Delta only; empty in the state of the world, which doesn't tell. */
  readonly name: string;
  readonly version: string;
  readonly body: Uint8Array;
}

export interface DeltaFields {
  readonly subscribe?: readonly string[];
  readonly unsubscribe?: readonly string[];
  readonly initial?: Readonly<Record<string, string>>;
  readonly nonce?: string;
  readonly error?: string;
  /** False: without the node, though it is the first. True: with it, though it isn't. */
  readonly node?: boolean;
}

export interface SotwFields {
  readonly names?: readonly string[];
  readonly version?: string;
  readonly nonce?: string;
  readonly error?: string;
  readonly node?: boolean;
}

type DeltaShape = MessageInitShape<typeof DeltaDiscoveryRequestSchema>;
type SotwShape = MessageInitShape<typeof DiscoveryRequestSchema>;

const fenceType: TypeUrl = 'type.googleapis.com/sluice.test.Fence';

export interface ClientOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  /** HTTP/2's flow control window; gRPC's own 64 KiB when absent. Envoy has 256 MiB. */
  readonly windowBytes?: number;
  /** In bytes, of a response; any length when absent. */
  readonly mostBytes?: number;
  /** `HOST:PORT` of a way to the server, instead of the server's own. */
  readonly through?: string;
  /** Another client whose connection this one's stream goes over. */
  readonly over?: { readonly connection: Client };
  /** How long to wait for what is expected. */
  readonly deadlineMs?: number;
}

/** One stream of one variant. `Fields` is what its requests say. */
export class XdsClient<Fields extends DeltaFields | SotwFields> {
  readonly responses: Response[] = [];
  /** Why the stream ended; null while it is open. */
  ended: { readonly code: number; readonly details: string } | null = null;
  readonly connection: Client;
  readonly #isOwn: boolean;
  readonly #call: ClientDuplexStream<Buffer, Buffer>;
  readonly #encode: (typeUrl: TypeUrl, fields: Fields, withNode: boolean) => Buffer;
  readonly #deadlineMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #taken = new Set<Response>();
  #auto: ((response: Response) => void) | null = null;
  #isFirst = true;

  constructor(
    address: string,
    method: string,
    encode: (typeUrl: TypeUrl, fields: Fields, withNode: boolean) => Buffer,
    decode: (bytes: Buffer) => Response,
    options: ClientOptions,
  ) {
    this.#deadlineMs = options.deadlineMs ?? 5_000;
    const asIs = (bytes: Buffer): Buffer => bytes;
    this.#encode = encode;
    this.#isOwn = options.over === undefined;
    this.connection = options.over?.connection ?? connectionTo(options.through ?? address, options);
    const path = `/envoy.service.discovery.v3.AggregatedDiscoveryService/${method}`;
    this.#call = this.connection.makeBidiStreamRequest(path, asIs, asIs, new Metadata({ waitForReady: true }));
    this.#call.on('data', (bytes: Buffer) => {
      const response = decode(bytes);
      this.responses.push(response);
      this.#auto?.(response);
      this.#wake();
    });
    // The status says the same, and comes for every end.
    this.#call.on('error', () => undefined);
    this.#call.on('status', (status) => {
      this.ended = { code: status.code, details: status.details };
      this.#wake();
    });
  }

  send(typeUrl: TypeUrl, fields: Fields): void {
    this.#call.write(this.#encode(typeUrl, fields, fields.node ?? this.#isFirst));
    this.#isFirst = false;
  }

  /** ACKs each response as it comes from now on, but those that `decide` gives an error text for. */
  answer(ack: (response: Response, error: string | null) => void, decide: (response: Response) => string | null): void {
    this.#auto = (response) => ack(response, decide(response));
  }

  /** The next response of this type that was not taken yet. */
  next(typeUrl: TypeUrl): Promise<Response> {
    const pick = (): Response | undefined =>
      this.responses.find((response) => response.typeUrl === typeUrl && !this.#taken.has(response));
    return this.#until(() => {
      const found = pick();
      if (found) this.#taken.add(found);
      return found;
    }, `a response of ${typeUrl}`);
  }

  /** How the stream ended. */
  end(): Promise<{ readonly code: number; readonly details: string }> {
    return this.#until(() => this.ended ?? undefined, 'the end of the stream');
  }

  /** Stops reading, as a client does that hangs. */
  pause(): void {
    this.#call.pause();
  }

  resume(): void {
    this.#call.resume();
  }

  /** What of this type came and nobody took; from now on it is taken. */
  take(typeUrl: TypeUrl): readonly Response[] {
    const found = this.responses.filter((response) => response.typeUrl === typeUrl && !this.#taken.has(response));
    for (const response of found) this.#taken.add(response);
    return found;
  }

  close(): void {
    this.#call.cancel();
    if (this.#isOwn) this.connection.close();
  }

  async #until<T>(pick: () => T | undefined, what: string): Promise<T> {
    const found = pick();
    if (found !== undefined) return found;
    return new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const value = pick();
        if (value !== undefined) finish(() => resolve(value));
        else if (this.ended) finish(() => reject(new Error(`stream ended (${this.ended?.details}) before ${what}`)));
      };
      const timer = setTimeout(() => finish(() => reject(new Error(`no sign of ${what}`))), this.#deadlineMs);
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        settle();
      };
      this.#listeners.add(look);
    });
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

function connectionTo(address: string, { windowBytes, mostBytes = -1 }: ClientOptions): Client {
  return new Client(address, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 20,
    'grpc.max_receive_message_length': mostBytes,
    ...(windowBytes === undefined ? {} : { 'grpc-node.flow_control_window': windowBytes }),
  });
}

export type DeltaClient = XdsClient<DeltaFields>;
export type SotwClient = XdsClient<SotwFields>;

export function connectDelta(address: string, id: string, options: ClientOptions = {}): DeltaClient {
  const metadata = { ...options.metadata };
  return new XdsClient<DeltaFields>(
    address,
    'DeltaAggregatedResources',
    (typeUrl, fields, withNode) => {
      const shape: DeltaShape = {
        typeUrl,
        responseNonce: fields.nonce ?? '',
        resourceNamesSubscribe: [...(fields.subscribe ?? [])],
        resourceNamesUnsubscribe: [...(fields.unsubscribe ?? [])],
        initialResourceVersions: { ...fields.initial },
        ...(fields.error === undefined ? {} : { errorDetail: { code: 3, message: fields.error } }),
        ...(withNode ? { node: { id, metadata } } : {}),
      };
      return Buffer.from(toBinary(DeltaDiscoveryRequestSchema, create(DeltaDiscoveryRequestSchema, shape)));
    },
    decodeDelta,
    options,
  );
}

export function connectSotw(address: string, id: string, options: ClientOptions = {}): SotwClient {
  const metadata = { ...options.metadata };
  return new XdsClient<SotwFields>(
    address,
    'StreamAggregatedResources',
    (typeUrl, fields, withNode) => {
      const shape: SotwShape = {
        typeUrl,
        responseNonce: fields.nonce ?? '',
        versionInfo: fields.version ?? '',
        resourceNames: [...(fields.names ?? [])],
        ...(fields.error === undefined ? {} : { errorDetail: { code: 3, message: fields.error } }),
        ...(withNode ? { node: { id, metadata } } : {}),
      };
      return Buffer.from(toBinary(DiscoveryRequestSchema, create(DiscoveryRequestSchema, shape)));
    },
    decodeSotw,
    options,
  );
}

/** ACKs one response. */
export function ackOne(client: DeltaClient, { typeUrl, nonce }: Response): void {
  client.send(typeUrl, { nonce });
}

/**
 * Returns when the server has dealt with all that was sent before: it answers in order, and a subscription to what isn't
 * there is always answered.
 */
export async function fenceDelta(client: DeltaClient): Promise<void> {
  client.send(fenceType, { subscribe: [`fence-${client.responses.length}`] });
  const { nonce } = await client.next(fenceType);
  client.send(fenceType, { nonce });
}

/** The same in the state of the world, by a type that the test has no other use for: an absent name is answered. */
export async function fenceSotw(client: SotwClient, typeUrl: TypeUrl): Promise<void> {
  const nonce = client.responses.findLast((response) => response.typeUrl === typeUrl)?.nonce ?? '';
  client.send(typeUrl, { names: [`fence-${client.responses.length}`], nonce });
  const response = await client.next(typeUrl);
  client.send(typeUrl, { names: [`fence-${client.responses.length - 1}`], nonce: response.nonce });
}

/** ACKs all that comes, but what `refuse` has an error text for. */
export function ackDelta(client: DeltaClient, refuse: (response: Response) => string | null = () => null): void {
  client.answer(
    ({ typeUrl, nonce }, error) => client.send(typeUrl, { nonce, ...(error === null ? {} : { error }) }),
    refuse,
  );
}

function decodeDelta(bytes: Buffer): Response {
  const message = fromBinary(DeltaDiscoveryResponseSchema, bytes);
  return {
    typeUrl: message.typeUrl,
    nonce: message.nonce,
    version: message.systemVersionInfo,
    controlPlane: message.controlPlane?.identifier ?? '',
    resources: message.resources.map(({ name, version, resource }) => ({
      name,
      version,
      body: resource?.value ?? new Uint8Array(),
    })),
    removed: message.removedResources,
  };
}

function decodeSotw(bytes: Buffer): Response {
  const message = fromBinary(DiscoveryResponseSchema, bytes);
  return {
    typeUrl: message.typeUrl,
    nonce: message.nonce,
    version: message.versionInfo,
    controlPlane: message.controlPlane?.identifier ?? '',
    resources: message.resources.map(({ value }) => ({ name: '', version: message.versionInfo, body: value })),
    removed: [],
  };
}
