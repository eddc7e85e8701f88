/** Documents to objects: kind, name, namespace, labels. */

import type { Document } from './document.ts';
import type { Finding, Path, Severity } from './finding.ts';
import { describe, isList, isObject, type JsonObject } from './json.ts';
import type { Json, Labels, Source } from './mesh.ts';

export interface PolicyObject {
  readonly apiVersion: string;
  /** `networking.istio.io`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** `default` when the document names none. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly body: JsonObject;
  readonly document: Document;
  /** Where the object stands in its document: empty, or an item of a List. */
  readonly path: Path;
  /** `VirtualService shop/checkout` */
  readonly id: string;
  /** The id with its group: no two objects of a repository share it. */
  readonly key: string;
}

export interface ReadObjects {
  readonly objects: readonly PolicyObject[];
  readonly findings: readonly Finding[];
}

/** The objects of a document: one, none, or those of a `List`. */
export function objectsOf(document: Document): ReadObjects {
  const objects: PolicyObject[] = [];
  const findings: Finding[] = [];
  collect(document, document.value, [], objects, findings);
  return { objects, findings };
}

/** What an item is where it doesn't say so itself. */
type Outer = { readonly apiVersion?: string; readonly kind?: string };

function collect(
  document: Document,
  value: Json,
  path: Path,
  objects: PolicyObject[],
  findings: Finding[],
  outer: Outer = {},
): void {
  if (value === null) return;
  if (!isObject(value)) {
    findings.push(problem(document, path, 'warning', 'not-an-object', `Expected an object, found ${describe(value)}`));
    return;
  }
  const { apiVersion = outer.apiVersion, kind = outer.kind, items } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    const missing = typeof kind === 'string' ? 'apiVersion' : 'kind';
    findings.push(
      problem(document, path, 'warning', 'not-an-object', `This document has no ${missing}, and is left alone`),
    );
    return;
  }
  if (toolGroups.some((group) => apiVersion.startsWith(`${group}/`))) return;
  if (kind.endsWith('List') && isList(items)) {
    // A list of one kind names it once; its items need not say it again.
    const own = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
    for (const [index, item] of items.entries()) {
      collect(document, item, [...path, 'items', index], objects, findings, own);
    }
    return;
  }
  const object = readObject(document, value, apiVersion, kind, path, findings);
  if (object) objects.push(object);
}

/** Settings of tools that look like objects, often without a name; no cluster has them. */
const toolGroups = ['kustomize.config.k8s.io', 'kind.x-k8s.io', 'install.istio.io'];

const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

const runningOnce = ['batch', 'argoproj.io'];

/** Roles may be named like `system:nodes`. */
const roleNamePattern = /^[^/%\p{Cc}]{1,253}$/u;

function readObject(
  document: Document,
  body: JsonObject,
  apiVersion: string,
  kind: string,
  path: Path,
  findings: Finding[],
): PolicyObject | null {
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  // The repository's own settings are one object; it needs no name.
  const isSettings = kind === 'Config' && apiVersion.startsWith('sluice.dev/');
  const name = metadata['name'] ?? (isSettings ? 'sluice' : undefined);
  const namespace = metadata['namespace'] ?? 'default';
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  if (typeof name !== 'string' || !isName(name, group)) {
    findings.push(nameProblem(document, path, kind, group, metadata));
    return null;
  }
  if (typeof namespace !== 'string' || !namePattern.test(namespace) || namespace.includes('.')) {
    const message = `Expected a namespace, found ${describe(namespace)}`;
    const remedy = 'Use lower-case letters, digits and "-".';
    findings.push(problem(document, [...path, 'metadata', 'namespace'], 'error', 'malformed-object', message, remedy));
    return null;
  }
  const id = `${kind} ${namespace}/${name}`;
  return {
    apiVersion,
    group,
    kind,
    namespace,
    name,
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    body,
    document,
    path,
    id,
    // There is one Config, whatever its name.
    key: isSettings ? `${group} Config` : `${group} ${id}`,
  };
}

function isName(name: string, group: string): boolean {
  return (group === 'rbac.authorization.k8s.io' ? roleNamePattern : namePattern).test(name);
}

/** Of what runs once, a new one is made each time, with a name of its own. */
function nameProblem(document: Document, path: Path, kind: string, group: string, metadata: JsonObject): Finding {
  const { name, generateName } = metadata;
  if (name === undefined && typeof generateName === 'string' && runningOnce.includes(group)) {
    const message = `This ${kind} gets its name when it is made, and is left alone`;
    return problem(document, [...path, 'metadata', 'generateName'], 'info', 'not-translated', message);
  }
  const message =
    name === undefined ? `This ${kind} has no name` : `Expected the name of a ${kind}, found ${describe(name)}`;
  const remedy = 'Give metadata.name in lower-case letters, digits, "-" and ".".';
  return problem(document, [...path, 'metadata', 'name'], 'error', 'malformed-object', message, remedy);
}

function texts(value: Json | undefined): Labels {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The source of a part of an object; `path` counts from the object. */
export function sourceOf(object: PolicyObject, path: Path): Source {
  return {
    file: object.document.file,
    document: object.document.index,
    path: [...object.path, ...path],
    object: object.id,
  };
}

function problem(
  document: Document,
  path: Path,
  severity: Severity,
  rule: string,
  message: string,
  remedy = '',
): Finding {
  return { rule, severity, message, remedy, file: document.file, range: document.rangeOf(path), object: null };
}
