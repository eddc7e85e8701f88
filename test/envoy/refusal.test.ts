/** What a real Envoy turns down: the whole way from a commit on main to the answer in Git. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { pause } from '../../reconciler/demo/waiting.ts';
import { startClient } from '../support/client.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles } from '../support/stage-mesh.ts';

const sound = routeText({ v1: 60, v2: 40 });
/** A rule before the others with a regex in its match. */
const withRegex = (regex: string): string =>
  sound.replace(
    '  http:\n',
    `  http:
  - name: odd
    match: [{uri: {regex: '${regex}'}}]
    route: [{destination: {host: checkout, subset: v2}}]
`,
  );

const withoutRegexRule = `apiVersion: sluice.dev/v1alpha1
kind: Config
spec: {rules: {invalid-regex: {severity: 'off'}}}
`;

let stage: Stage;

beforeEach(async () => {
  stage = await startStage({
    remote: 'directory',
    versions: ['v1', 'v2'],
    interval: '200ms',
    // The rules would turn a bad regex away before any Envoy does.
    files: (versions) => ({ ...stageFiles(versions, { v1: 60, v2: 40 }, null), 'sluice.yaml': withoutRegexRule }),
  });
});

afterEach(() => stage.close());

test('a commit that Envoy turns down is taken back, names its file, and does not come in again', async () => {
  const client = startClient({ port: stage.port, host, ratePerSecond: 100 });
  const refused = stage.reconciler.next('take it back', ({ event }) => event === 'intent.refused', 20_000);
  // RE2 knows no range that runs backwards; the formats don't parse regexes.
  const bad = await stage.push({ [routeFile]: withRegex('/[z-a]') });
  expect(await refused).toMatchObject({ intent: bad, files: [routeFile] });
  const after = await stage.untilStatus('a proxy at peace', ({ denied, proxies }) => {
    return denied === bad && proxies[0]?.state === 'current';
  });
  const [finding] = after.findings.filter(({ severity }) => severity === 'error');
  expect(finding).toMatchObject({ file: routeFile, message: expect.stringContaining('z-a') });
  expect((await stage.remoteState()).refused).toMatchObject([{ intent: bad, file: routeFile }]);
  // A change elsewhere brings the same bytes: still out. Then the mended one is in.
  const denied = stage.reconciler.next('deny it', ({ event }) => event === 'commit.denied', 20_000);
  const again = await stage.push({ 'routes/other.yaml': '# Nothing to do with it.\n' });
  expect(await denied).toMatchObject({ intent: again });
  await stage.runs(await stage.push({ [routeFile]: sound.replace('weight: 60', 'weight: 50').replace('40', '50') }));
  expect(stage.events.filter(({ event }) => event === 'intent.refused')).toHaveLength(1);
  expect(await client.stop()).toMatchObject({ seen: { dropped: 0 }, troubles: [] });
});

test('one proxy of two that turns it down alone is named, and the other runs it', async () => {
  // Our bootstrap lets regexes be long; this one is told to refuse programs of more than 20 instructions.
  const limited = await stage.addEnvoy('limited', {
    edit: (bootstrap) => ({
      ...bootstrap,
      layered_runtime: { layers: [{ name: 'limits', static_layer: { 're2.max_program_size.error_level': 20 } }] },
    }),
  });
  const long = await stage.push({ [routeFile]: withRegex('/(hijk|lmno|pq)(rst|uv|wxyz)') });
  const status = await stage.untilStatus('a proxy that is broken', ({ proxies, commit, intent }) => {
    return (
      intent === long &&
      proxies.some((proxy) => proxy.state === 'broken') &&
      proxies.some((proxy) => proxy.commit === commit)
    );
  });
  expect(status.proxies).toMatchObject([
    { name: 'edge-1', state: 'current', reason: '' },
    { name: 'limited', state: 'broken', reason: expect.stringContaining(routeFile) },
  ]);
  // Longer than the grace: what one took is not taken back.
  await pause(3_000, stage.signal);
  expect(await stage.status()).toMatchObject({ intent: long, denied: null });
  expect((await stage.remoteState()).refused).toEqual([]);
  // It keeps what it had, and comes along again with the next commit that it can take.
  expect(await limited.adminGet('/config_dump?resource=dynamic_route_configs')).not.toContain('wxyz');
  await stage.runs(await stage.push({ [routeFile]: sound }));
});
