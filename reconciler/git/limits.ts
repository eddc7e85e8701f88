/** What a repository may cost. Sizes are in bytes, times in milliseconds. */
export interface GitLimits {
  /** A policy file above this is a finding, and is not read. */
  readonly maxFileBytes: number;
  /** The sum over all policy files of one commit. */
  readonly maxPolicyBytes: number;
  readonly maxPolicyFiles: number;
  /** All entries of a commit's trees, policy or not. */
  readonly maxTreeEntries: number;
  /** A commit or a tree above this is refused before it is inflated. */
  readonly maxObjectBytes: number;
  /** A received pack, as it comes over the wire. */
  readonly maxPackBytes: number;
  /** The sum of what a received pack inflates to. */
  readonly maxInflatedBytes: number;
  /** One blob in a received pack, whether or not it is a policy. */
  readonly maxPackedObjectBytes: number;
  readonly maxPackObjects: number;
  /** A list of references. */
  readonly maxListBytes: number;
  /** A clone with more packs than this is cloned anew: nothing here repacks. */
  readonly maxPacks: number;
  readonly listMs: number;
  readonly fetchMs: number;
  readonly pushMs: number;
  /** How long to wait for somebody else's `<ref>.lock`. */
  readonly lockMs: number;
}

export const defaultLimits: GitLimits = {
  maxFileBytes: 1 << 20,
  maxPolicyBytes: 64 << 20,
  maxPolicyFiles: 20_000,
  maxTreeEntries: 200_000,
  maxObjectBytes: 8 << 20,
  maxPackBytes: 128 << 20,
  maxInflatedBytes: 512 << 20,
  maxPackedObjectBytes: 32 << 20,
  maxPackObjects: 1_000_000,
  maxListBytes: 4 << 20,
  maxPacks: 200,
  listMs: 10_000,
  fetchMs: 60_000,
  pushMs: 30_000,
  lockMs: 1_000,
};
