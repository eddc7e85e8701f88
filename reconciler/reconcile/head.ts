/** A commit of the live branch, checked against what it claims to be. */

import { diffMesh } from '../../policies/diff.ts';
import { createLoader } from '../../policies/load.ts';
import { statePath, type LiveState } from '../live/state.ts';
import { parseState } from '../live/state-file.ts';
import { liveMesh } from '../live/live-mesh.ts';
import { claimedChanges } from '../live/tree.ts';
import type { IntentCommit, ReadIntent } from './intent.ts';
import type { Commit, GitPort, Oid } from './ports.ts';

/** What is live: I and Ω. */
export interface Head {
  /** The live commit; while `committed` is false, the one that the next local commit goes on. */
  readonly oid: Oid;
  readonly committed: boolean;
  readonly intent: IntentCommit;
  readonly state: LiveState;
  /** What the last commit has, for the message of the one that is to be made; null where it has just this. */
  readonly from: LiveState | null;
}

export type HeadReading =
  /** `rewrite`: why it is to be written anew, though it is good; null where it is not. */
  | { readonly kind: 'good'; readonly head: Head; readonly rewrite: string | null; readonly commit: Commit }
  /** `commit` is null where not even that can be read in one way only. */
  | { readonly kind: 'damaged'; readonly commit: Commit | null; readonly rule: DamageRule; readonly reason: string };

/** The alarm that a damaged head raises. */
export type DamageRule = 'live-damaged' | 'live-unsigned' | 'live-signature';

/** Reads a live commit, checks who signed it, and recomputes its tree from its second parent and its state (P1). */
export async function readHead(oid: Oid, git: GitPort, readIntent: ReadIntent): Promise<HeadReading> {
  const commit = await git.readCommit(oid);
  const check = await git.checkSignature(oid);
  if (check.kind === 'unsigned') return { kind: 'damaged', commit, rule: 'live-unsigned', reason: 'it is not signed' };
  if (check.kind === 'bad') return { kind: 'damaged', commit, rule: 'live-signature', reason: check.reason };
  const reading = await readUnsigned(oid, git, readIntent);
  if (reading.kind === 'damaged' || reading.rewrite !== null || check.kind !== 'good' || !check.signAnew)
    return reading;
  return { ...reading, rewrite: `the key of ${check.signer} ends` };
}

/** Reads a live commit as `readHead` does, whoever signed it: for a person who answers for it. */
export async function readUnsigned(oid: Oid, git: GitPort, readIntent: ReadIntent): Promise<HeadReading> {
  const commit = await git.readCommit(oid);
  const intentOid = commit.parents.at(-1);
  if (intentOid === undefined || commit.parents.length > 2) {
    return damaged(commit, `it has ${commit.parents.length} parents; a live commit has one or two`);
  }
  const intent = await readIntent(intentOid);
  const tree = await git.readTree(commit.tree);
  const parsed = parseState(tree.files.get(statePath)?.text ?? null);
  if (!parsed.ok) {
    return damaged(commit, `its state file can't be read: ${parsed.findings[0]?.message ?? 'no reason known'}`);
  }
  const head: Head = { oid, committed: true, intent, state: parsed.state, from: null };
  const changes = claimedChanges(intent.intent, parsed.state);
  if (typeof changes === 'string') return damaged(commit, `its state does not fit its intent: ${changes}`);
  const expected = await git.writeTree(intent.commit.tree, changes);
  if (expected === commit.tree) return { kind: 'good', head, rewrite: null, commit };
  // Another version of Sluice may splice otherwise and still mean the same (P3): that one is served, and rewritten once.
  const asWritten = createLoader()(tree.files, { intent: false });
  const same = diffMesh(asWritten.mesh, liveMesh(intent.intent, parsed.state)).length === 0;
  if (same && asWritten.findings.every((finding) => finding.severity !== 'error')) {
    return { kind: 'good', head, rewrite: 'bytes of another version', commit };
  }
  return damaged(commit, 'its tree is not what its intent and its state make');
}

function damaged(commit: Commit, reason: string): HeadReading {
  return { kind: 'damaged', commit, rule: 'live-damaged', reason };
}
