/** Small mesh repositories as data, and the texts and intents that they make: what tests of walks change step by step. */

import { createHash } from 'node:crypto';
import type { Finding } from '../../policies/finding.ts';
import { createLoader } from '../../policies/load.ts';
import type { Loaded } from '../../policies/load.ts';
import type { Mesh } from '../../policies/mesh.ts';
import type { Intent } from '../../reconciler/live/intent.ts';

/** `a` to `d` are services; `m1` and `m2` are subsets of one more. */
export const letters = ['a', 'b', 'c', 'd', 'm1', 'm2'] as const;
export type Letter = (typeof letters)[number];

export interface RouteItem {
  readonly to: Letter;
  readonly weight: number;
  /** A request header that this item sets. */
  readonly header?: string;
}

export interface RuleModel {
  readonly name: string | null;
  /** Path prefix; null: every request. */
  readonly prefix: string | null;
  readonly items: readonly RouteItem[];
  readonly timeoutS?: number;
}

export interface ObjectModel {
  readonly name: string;
  readonly namespace?: string;
  readonly file: string;
  readonly host: string;
  readonly rules: readonly RuleModel[];
}

export interface RolloutModel {
  readonly name: string;
  readonly object: string;
  readonly namespace?: string;
  /** Null: the object's only rule. */
  readonly rule: string | null;
  /** Percent. */
  readonly steps: readonly number[];
  readonly suspend?: boolean;
  readonly onDeadline?: 'hold' | 'rollback';
  /** True: all traffic is watched for ten minutes by an SLO before the walk is promoted. */
  readonly bakes?: boolean;
  /** The name of the rollout that goes first, where there is one. */
  readonly after?: string;
}

export interface RepositoryModel {
  readonly destinations: Readonly<Record<Letter, DestinationModel>>;
  readonly objects: readonly ObjectModel[];
  readonly rollouts: readonly RolloutModel[];
  /** How many walks may have traffic raised at once. */
  readonly walkLimit?: number;
  /** Put in front of each file of routes. */
  readonly comment?: string;
}

export interface DestinationModel {
  /** Maximum of connections: another number is another definition. */
  readonly limit: number;
  readonly endpoints: boolean;
}

const allPresent: DestinationModel = { limit: 100, endpoints: true };

/** Every destination there, and nothing routed. */
export const emptyRepository: RepositoryModel = {
  destinations: { a: allPresent, b: allPresent, c: allPresent, d: allPresent, m1: allPresent, m2: allPresent },
  objects: [],
  rollouts: [],
};

/** Path → text. */
export function repositoryFiles(model: RepositoryModel): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const letter of ['a', 'b', 'c', 'd'] as const) {
    files.set(`services/${letter}.json`, serviceFile(letter, model.destinations[letter]));
  }
  files.set('services/m.json', subsetsFile(model.destinations.m1, model.destinations.m2));
  for (const object of model.objects) {
    const earlier = files.get(object.file);
    files.set(object.file, `${earlier === undefined ? (model.comment ?? '') : `${earlier}---\n`}${objectText(object)}`);
  }
  const names = new Set(model.rollouts.map(({ name }) => name));
  for (const rollout of model.rollouts) files.set(`walks/${rollout.name}.yaml`, rolloutText(rollout, names));
  if (model.walkLimit !== undefined) files.set('sluice.yaml', configText(model.walkLimit));
  if (model.rollouts.some(({ bakes }) => bakes === true)) files.set('slos/web.yaml', sloText);
  return files;
}

/** The key of a rule, where it has a name. */
export function keyOf(object: Pick<ObjectModel, 'name' | 'namespace'>, rule: string): string {
  return `VirtualService/${object.namespace ?? 'shop'}/${object.name}#${rule}`;
}

export function destinationOf(letter: Letter): string {
  return letter === 'm1' || letter === 'm2'
    ? `m.shop.svc.cluster.local:80/${letter}`
    : `${letter}.shop.svc.cluster.local:80/`;
}

export interface Reader {
  /** The intent that these texts are, with what the formats have against it. */
  intent(
    oid: string,
    files: ReadonlyMap<string, string>,
  ): { readonly intent: Intent; readonly findings: readonly Finding[] };
  mesh(files: ReadonlyMap<string, string>): Mesh;
}

/** Reads repositories with the real loader; ids of texts are remembered, since histories repeat theirs. */
export function createReader(): Reader {
  const load = createLoader();
  const oids = new Map<string, string>();
  const read = (files: ReadonlyMap<string, string>, intent: boolean): Loaded => {
    if (oids.size > 20_000) oids.clear();
    const entries = [...files].map(([path, text]) => {
      const oid = oids.get(text) ?? createHash('sha1').update(text).digest('hex');
      oids.set(text, oid);
      return [path, { oid, text }] as const;
    });
    return load(new Map(entries), { intent });
  };
  return {
    intent: (oid, files) => {
      const { mesh, findings } = read(files, true);
      return { intent: { oid, mesh, files }, findings };
    },
    mesh: (files) => read(files, false).mesh,
  };
}

/** A commit id made from a number; ids sort as their numbers do. */
export function oidOf(number: number): string {
  return `c${number.toString(16).padStart(39, '0')}`;
}

function serviceFile(name: string, { limit, endpoints }: DestinationModel): string {
  return list([service(name), rule(name, limit, []), ...(endpoints ? [slice(name, name, {})] : [])]);
}

function subsetsFile(m1: DestinationModel, m2: DestinationModel): string {
  const subset = (name: string, { limit }: DestinationModel) => ({ name, labels: { version: name }, ...policy(limit) });
  return list([
    service('m'),
    rule('m', 100, [subset('m1', m1), subset('m2', m2)]),
    ...(m1.endpoints ? [slice('m1', 'm', { version: 'm1' })] : []),
    ...(m2.endpoints ? [slice('m2', 'm', { version: 'm2' })] : []),
  ]);
}

function list(items: readonly object[]): string {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items })}\n`;
}

function service(name: string): object {
  const spec = { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec };
}

function policy(limit: number): object {
  return { trafficPolicy: { connectionPool: { tcp: { maxConnections: limit } } } };
}

function rule(name: string, limit: number, subsets: readonly object[]): object {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name, namespace: 'shop' },
    spec: { host: name, ...policy(limit), ...(subsets.length === 0 ? {} : { subsets }) },
  };
}

function slice(name: string, serviceName: string, labels: object): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': serviceName, ...labels } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: [{ addresses: ['127.0.0.1'] }],
  };
}

function objectText({ name, namespace = 'shop', host, rules }: ObjectModel): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  hosts: [${host}]
  http:
${rules.map(ruleText).join('')}`;
}

function ruleText({ name, prefix, items, timeoutS }: RuleModel): string {
  const lines = [
    ...(name === null ? [] : [`name: ${name}`]),
    ...(prefix === null ? [] : [`match: [{uri: {prefix: ${prefix}}}]`]),
    ...(timeoutS === undefined ? [] : [`timeout: ${timeoutS}s`]),
    'route:',
    ...items.map(itemText),
  ];
  return lines.map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}\n`).join('');
}

function itemText({ to, weight, header }: RouteItem): string {
  const destination = to === 'm1' || to === 'm2' ? `host: m.shop, subset: ${to}` : `host: ${to}.shop`;
  const headers = header === undefined ? '' : `, headers: {request: {set: {x-test: ${header}}}}`;
  return `- {destination: {${destination}}, weight: ${weight}${headers}}`;
}

const sloText = `apiVersion: sluice.dev/v1alpha1
kind: SLO
metadata: {name: web, namespace: shop}
spec: {service: a, objective: 99.9}
`;

function configText(limit: number): string {
  return `apiVersion: sluice.dev/v1alpha1
kind: Config
metadata: {name: mesh}
spec: {walks: {limit: ${limit}}}
`;
}

function rolloutText(rollout: RolloutModel, names: ReadonlySet<string>): string {
  const { name, namespace = 'shop', object, rule: route, steps, suspend = false, onDeadline = 'hold' } = rollout;
  const waits = rollout.after !== undefined && names.has(rollout.after) ? `  dependsOn: [${rollout.after}]\n` : '';
  const end = '  bake: 10m\n  budget: {slo: shop/web, share: 0.1%}\n';
  const [bake, slo] = rollout.bakes === true ? [end, ', {slo: shop/web}'] : ['', ''];
  return `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  target: {kind: VirtualService, name: ${object}${route === null ? '' : `, route: ${route}`}}
  steps: [${steps.map((weight) => `{weight: ${weight}%, hold: 10s}`).join(', ')}]
  evidence: [{sli: errors, max: 1%}${slo}]
  suspend: ${suspend}
  deadline: 30m
  onDeadline: ${onDeadline}
${bake}${waits}`;
}
