import { afterAll, beforeAll, expect, test } from 'vitest';
import { editSeries, type Series } from '../support/edit-series.ts';
import { seeded } from '../support/seeded.ts';
import { closeVerifying, openVerifying, type Verifying } from './verify.ts';

const commits = 10_000;
const edits = 1_000;
let seed: number;
let at: Verifying;

beforeAll(async () => {
  const given = process.env['PROPERTY_SEED'] ?? 'random';
  seed = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  at = await openVerifying();
});
afterAll(() => closeVerifying(at));

function told(name: string, { tallies }: Series): void {
  const figures = Object.fromEntries([...tallies].map(([kind, { made, named }]) => [kind, `${named}/${made}`]));
  console.log(`verify: ${JSON.stringify({ name, seed, ...figures })}`);
}

test('10,000 live commits are decided again in under 30 s, and of 1,000 edits all are named that can be', async () => {
  const branch = await at.author(commits, 1, false);
  await at.store(branch, branch.live.at(-1) ?? '');
  const { report, seconds } = await at.verify();
  console.log(
    `verify: ${JSON.stringify({ commits: report.commits, seconds, counts: Object.fromEntries(branch.counts) })}`,
  );
  expect(report).toMatchObject({ commits, faults: [] });

  const many = await at.editMany(branch, 50, seeded(seed));
  const edited = await at.verify();
  const faulty = new Set(edited.report.faults.map(({ commit }) => commit));
  expect(many.named.filter((oids) => !oids.some((oid) => faulty.has(oid)))).toEqual([]);

  const series = await editSeries(branch, edits, seed, []);
  told('unsigned', series);
  expect(series).toMatchObject({ sound: 0, missed: [] });
  expect(seconds).toBeLessThan(30);
});

test('10,000 signed live commits take under 30 s as well, and each of 1,000 edits is named', async () => {
  const branch = await at.author(commits, 2, true);
  await at.store(branch, branch.live.at(-1) ?? '');
  const { report, seconds } = await at.verify('--trusted-signers', at.key.signersPath);
  console.log(`verify: ${JSON.stringify({ commits: report.commits, seconds, signed: true })}`);
  expect(report).toMatchObject({
    commits,
    faults: [],
    signatures: { signers: { 'sluice@example.org': commits }, unsigned: 0, bad: 0 },
  });

  const series = await editSeries(branch, edits, seed, at.key.trusted);
  told('signed', series);
  expect(series).toMatchObject({ sound: 0, missed: [] });
  expect(seconds).toBeLessThan(30);
});
