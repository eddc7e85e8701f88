/** Who signed a live branch, from its first signature on. */

import type { LocalRepository } from '../git/local-repository.ts';
import type { TrustedSigner } from '../git/signatures/allowed-signers.ts';
import { judgeCommit, type SignatureCheck } from '../git/signatures/commit-signature.ts';
import { compareText } from '../../policies/finding.ts';
import { printable } from '../render/printable.ts';
import type { Link } from '../verify/branch.ts';
import type { Line } from './verify-source.ts';
import type { Fault } from '../verify/fault.ts';

export interface Signing {
  readonly faults: readonly Fault[];
  /** Where signing began; null where the oldest is signed, or none is. */
  readonly begins: string | null;
  /** How many commits each signer's key is good of, by name as the file has it. */
  readonly signers: ReadonlyMap<string, number>;
  /** Commits without a signature from before signing began. */
  readonly unsignedBefore: number;
  /** Those without one since, and those whose signature counts for nothing: each is a fault. */
  readonly unsigned: number;
  readonly bad: number;
}

/**
 * Judges all signatures. What a key signed that ended since counts where somebody whose key counts now signed on top of it;
 * else as of now, for a date is easily written.
 */
export async function judgeLine(
  repository: Pick<LocalRepository, 'rawCommit'>,
  links: readonly Link[],
  trusted: readonly TrustedSigner[],
  now: number,
): Promise<Signing> {
  const checks: { readonly link: Link; readonly check: SignatureCheck }[] = [];
  let isCovered = false;
  for (const link of links.toReversed()) {
    const raw = await repository.rawCommit(link.oid);
    const present = judgeCommit(raw, trusted, now);
    isCovered ||= present.kind === 'good';
    const at = isCovered && typeof link.commit !== 'string' ? link.commit.committedAt : now;
    checks.push({ link, check: present.kind === 'good' ? present : judgeCommit(raw, trusted, at) });
  }
  checks.reverse();
  // Before signing began there was nothing to be signed; who put the first signature on top answers for it.
  const first = Math.max(
    0,
    checks.findIndex(({ check }) => check.kind !== 'unsigned'),
  );
  const begun = checks.slice(first);
  const signers = new Map<string, number>();
  for (const { check } of begun) {
    if (check.kind === 'good') signers.set(check.signer, (signers.get(check.signer) ?? 0) + 1);
  }
  return {
    faults: begun.flatMap(({ link, check }) => signatureFault(link.oid, check)),
    begins: first > 0 ? (checks[first]?.link.oid ?? null) : null,
    signers,
    unsignedBefore: first,
    unsigned: begun.filter(({ check }) => check.kind === 'unsigned').length,
    bad: begun.filter(({ check }) => check.kind === 'bad').length,
  };
}

/** Commits that a reconciler which asks for signatures doesn't serve; where nobody asks, those without one since signing began. */
export function distrusted({ links }: Pick<Line, 'links'>, signing: Signing | null): ReadonlySet<string> {
  if (signing !== null) return new Set(signing.faults.map(({ commit }) => commit));
  const isSigned = ({ commit }: Link): boolean => typeof commit !== 'string' && commit.isSigned;
  const first = links.findIndex(isSigned);
  return new Set(first < 0 ? [] : links.slice(first).flatMap((link) => (isSigned(link) ? [] : [link.oid])));
}

/** In a line or two: all of them and by whom, or how many are not. */
export function signingText({ begins, signers, unsignedBefore, unsigned, bad }: Signing): string {
  const sorted = [...signers].sort(([a], [b]) => compareText(a, b));
  const good = sorted.reduce((sum, [, count]) => sum + count, 0);
  const by = sorted.map(([name, count]) => `${printable(name)} (${count})`).join(', ');
  const since = begins === null ? '' : ` from ${begins.slice(0, 12)} on`;
  const lines =
    unsigned + bad === 0
      ? [`all ${good} are signed${since}, by ${by}`]
      : [
          `${unsigned + bad} of ${good + unsigned + bad} are not signed by a trusted key${since}: ` +
            `${unsigned} without a signature, ${bad} with one that counts for nothing`,
          ...(good === 0 ? [] : [`${good} are signed, by ${by}`]),
        ];
  if (unsignedBefore > 0)
    lines.push(`${unsignedBefore} before that are not signed; whoever signed the next answers for them`);
  return `${lines.join('\n')}\n`;
}

function signatureFault(commit: string, check: SignatureCheck): readonly Fault[] {
  const fault = {
    commit,
    rule: 'signature',
    severity: 'error',
    expected: 'a signature by one of the trusted signers',
  } as const;
  if (check.kind === 'unsigned') return [{ ...fault, message: 'it is not signed' }];
  return check.kind === 'bad' ? [{ ...fault, message: check.reason }] : [];
}
