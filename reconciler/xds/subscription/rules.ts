/**
 * The protocol's rules that the server promises, by name. Tests switch one off to prove that its script would notice;
 * nothing else may.
 */
export type Rule =
  /** The node is asked for in a stream's first request only. */
  | 'node-once'
  /** Every response names the instance and the commit. */
  | 'identifier'
  /** Versions are the content's; nonces are the stream's. */
  | 'content-versions'
  /** Only `error_detail` makes a request a NACK. */
  | 'nack-by-error'
  /** What was turned down is not sent again until it changes. */
  | 'no-resend'
  /** Nothing is sent when nothing changed. */
  | 'quiet'
  /** Clusters, endpoints, listeners, routes; removals last. */
  | 'make-before-break'
  /** Endpoints follow a change of their cluster, changed or not. */
  | 'warming'
  /** No name twice in a response. */
  | 'names-once'
  /** A name that is absent is remembered, and sent when it appears. */
  | 'remember-absent'
  /** State of the world: listeners and clusters come as a full set. */
  | 'full-set'
  /** State of the world: an empty list means all only until the first that isn't empty. */
  | 'wildcard-once'
  /** State of the world: a request with an old nonce changes nothing. */
  | 'stale-nonce'
  /** State of the world: a new name is answered, though its version is known. */
  | 'new-names'
  /** State of the world: an absent name is answered by an empty resource. */
  | 'placeholder'
  /** Delta: a subscription is always answered. */
  | 'answer-subscribe'
  /** Delta: an old nonce still carries its subscriptions. */
  | 'stale-subscribe'
  /** Delta: unsubscribing a name under the wildcard is answered. */
  | 'answer-unsubscribe'
  /** Delta: the first request's wildcard stays until `*` is unsubscribed. */
  | 'legacy-wildcard'
  /** Delta: what a client says it runs is believed, once a type. */
  | 'initial-versions'
  /** A slow client gets the latest, not all that was missed. */
  | 'coalesce'
  /** A response is no longer than the least that gRPC's clients take, where it can be cut. */
  | 'message-size'
  /** One connection may carry more streams than the 100 that are usual. */
  | 'many-streams'
  /** A peer that answers no ping is gone, whatever its connection looks like. */
  | 'keepalive';

/** Which rules are switched off: for tests only. */
export type RulesOff = ReadonlySet<Rule>;

export const allRules: RulesOff = new Set();
