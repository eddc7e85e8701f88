import { expect, test } from 'vitest';
import { authorBranch, type Branch } from '../../test/support/branch-author.ts';
import { verifyBranch, type Link } from './branch.ts';
import type { Fault } from './fault.ts';

async function faultsOf({ live, git, source }: Branch): Promise<Fault[]> {
  const links: Link[] = [];
  for (const oid of live) links.push({ oid, commit: await git.readCommit(oid) });
  const faults: Fault[] = [];
  for await (const fault of verifyBranch(links, source, { trustsOldest: false, onCommit: () => undefined }))
    faults.push(fault);
  return faults;
}

test('a branch that was made by the rules is decided again without a fault', async () => {
  const branch = await authorBranch(200, 1);
  const faults = await faultsOf(branch);
  expect(faults).toEqual([]);
});
