// `sluice test`: policies whose comments say what a repository's rules are to find in them.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { writeFiles } from '../support/lint-folder.ts';
import { sluice } from '../support/sluice-process.ts';

const opa = findOpa();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const rule = `package office

deny contains {"message": message, "at": {"document": i, "path": ["spec", "host"]}} if {
	some i, document in input.documents
	document.value.kind == "DestinationRule"
	document.value.spec.host in input.config.rules["own/office"].parameters.closed
	message := sprintf("%s is closed", [document.value.spec.host])
}
`;
const settings = `apiVersion: sluice.dev/v1alpha1
kind: Config
spec: {rules: {own/office: {parameters: {closed: [legacy]}}}}
`;
const rules = { 'rules/office.rego': rule, 'sluice.yaml': settings };
const destination = (host: string, comment = ''): string =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a, namespace: shop}\nspec:\n  host: ${host}${comment}\n`;

const run = (...words: readonly string[]): ReturnType<typeof sluice> => sluice(folder.path, 'test', ...words);

test.skipIf(opa === null)('what is expected in a line is found there, by the settings of the repository', async () => {
  await writeFiles(folder.path, {
    ...rules,
    'rules/.cases/closed.yaml': destination('legacy', ' # expect: own/office'),
    'rules/.cases/open.yaml': destination('checkout'),
  });
  expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('2 tests, 0 failed') });
});

test.skipIf(opa === null)('what is not found, and what nobody expects, fail by line and rule', async () => {
  await writeFiles(folder.path, {
    ...rules,
    'rules/.cases/missed.yaml': destination('checkout', ' # expect: own/office'),
    'rules/.cases/surprise.yaml': destination('legacy'),
  });
  const { code, out } = await run();
  expect(code).toBe(1);
  expect(out).toContain(
    'rules/.cases/missed.yaml: case failed: line 5: own/office was expected, and did not find anything',
  );
  expect(out).toContain(
    'rules/.cases/surprise.yaml: case failed: line 5: own/office was not expected: legacy is closed',
  );
});

test.skipIf(opa === null)('a rule that ships may be expected as well', async () => {
  await writeFiles(folder.path, {
    ...rules,
    'rules/.cases/tls.yaml': `${destination('checkout')}  trafficPolicy: {tls: {mode: DISABLE}} # expect: tls-disabled\n`,
  });
  expect(await run()).toMatchObject({ code: 0 });
});

test('cases are no policies: lint does not judge them', async () => {
  await writeFiles(folder.path, {
    'sluice.yaml': settings,
    'rules/.cases/broken.yaml': 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nspec: [\n',
  });
  expect(await sluice(folder.path, 'lint')).toMatchObject({ code: 0 });
});
