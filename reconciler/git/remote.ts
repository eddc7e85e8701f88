/** The three references that Sluice looks at, by their full names: a tag called `main` must never be taken for the branch. */
export interface RefNames {
  readonly intent: string;
  readonly live: string;
  readonly marker: string;
}

/** What the remote lists under them; null where there is none. */
export interface Heads {
  readonly intent: string | null;
  readonly live: string | null;
  readonly marker: string | null;
}

export type Listing =
  { readonly kind: 'listed'; readonly heads: Heads } | { readonly kind: 'unreachable'; readonly reason: string };

export type FetchOutcome = { readonly kind: 'fetched' } | { readonly kind: 'unreachable'; readonly reason: string };

/** `moved`: somebody else's commit is there. `unknown`: the answer was lost, or none came, so look before deciding. */
export type PushOutcome =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `whole`: there is no more to be had. `failed`: there may be, and it didn't come. */
export type Deepening = 'deeper' | 'whole' | 'failed';

/** Where the commits come from and go to: a directory on this machine, or a server. */
export interface Remote {
  list(signal: AbortSignal): Promise<Listing>;
  fetch(heads: Heads, signal: AbortSignal): Promise<FetchOutcome>;
  /** Brings in more of a branch's shallow history, in growing steps. */
  deepen(branch: 'intent' | 'live', signal: AbortSignal): Promise<Deepening>;
  /** Says that what was fetched proved damaged: the next `fetch` begins anew, where that is ours to do. */
  distrust(): void;
  /** Moves `ref` from `expected` (null: creates it) to `oid`, or says why not. The caller has checked that it goes forward. */
  push(ref: string, oid: string, expected: string | null, signal: AbortSignal): Promise<PushOutcome>;
  close(): Promise<void>;
}
