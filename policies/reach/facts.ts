/** What one document says that the judgement of others may hang on. */

import type { Document } from '../document.ts';
import { isObject, valueAt } from '../json.ts';
import type { Labels } from '../mesh.ts';
import { objectsOf, type PolicyObject } from '../object.ts';
import { claimsOf } from './claims.ts';
import { namesOf, type Name } from './names.ts';
import { kindOf, podPaths, selectorPaths } from './tables.ts';
import { labelsAt } from './values.ts';
import { hasText, patternsIn, wordsIn, wordsOf } from './words.ts';

export interface Facts {
  /** Null of what is there no longer. */
  readonly document: Document | null;
  /** `group/Kind` of its objects, and `pods` where it has any; few documents have more than one. */
  readonly kinds: readonly string[];
  /** What its objects are of; a Namespace is of itself. */
  readonly namespaces: readonly string[];
  /** Sorted. */
  readonly words: readonly string[];
  /** By which others name its objects. */
  readonly names: readonly Name[];
  readonly pods: readonly LabelSet[];
  readonly selectors: readonly LabelSet[];
  /** Keys that two objects are not to hold at once. */
  readonly claims: readonly string[];
  /** Texts that stand for several namespaces. */
  readonly patterns: readonly string[];
  /** Kinds of which it is judged with all that there are. */
  readonly everyOf: readonly string[];
}

export interface LabelSet {
  /** Null: of all namespaces. */
  readonly namespace: string | null;
  readonly labels: Labels;
}

/** What stands for a kind where it is asked whether there are pods. */
const podKind = 'pods';

const none: readonly never[] = [];

export function factsOf(document: Document): Facts {
  const { objects } = objectsOf(document);
  const words = new Set([...wordsOf(document.value), ...objects.flatMap(namesakes)]);
  const pods = gathered(objects, podsOf);
  return {
    document,
    kinds: [...new Set([...objects.map(kindOf), ...(pods.length > 0 ? [podKind] : none)])],
    namespaces: [...new Set(objects.map(homeOf))],
    words: [...words].toSorted(),
    names: gathered(objects, namesOf),
    pods,
    selectors: gathered(objects, selectorsOf),
    claims: gathered(objects, claimsOf),
    patterns: gathered(objects, namespacePatterns),
    everyOf: everyOf(document, words),
  };
}

/** Thousands of documents have nothing of a sort: they share one empty list. */
function gathered<T>(objects: readonly PolicyObject[], of: (object: PolicyObject) => readonly T[]): readonly T[] {
  const found = objects.flatMap(of);
  return found.length === 0 ? none : found;
}

function homeOf(object: PolicyObject): string {
  return kindOf(object) === '/Namespace' ? object.name : object.namespace;
}

function podsOf(object: PolicyObject): readonly LabelSet[] {
  const { namespace, labels, body } = object;
  const kind = kindOf(object);
  if (kind === 'networking.istio.io/WorkloadEntry') {
    return [{ namespace, labels: { ...labels, ...labelsAt(body, ['spec', 'labels']) } }];
  }
  const path = podPaths[kind];
  if (path === undefined || !isObject(valueAt(body, path))) return none;
  const own = labelsAt(body, [...path, 'metadata', 'labels']);
  return [{ namespace, labels: own }, ...copiesOf(own).map((copy) => ({ namespace, labels: copy }))];
}

/** The addresses of a Service are found by its name. */
function namesakes(object: PolicyObject): readonly string[] {
  return kindOf(object) === '/Endpoints' ? wordsIn(object.name) : none;
}

/** Flagger starts pods of its own beside those of a Canary's target, with one label changed. */
function copiesOf(labels: Labels): readonly Labels[] {
  return ['app', 'name', 'app.kubernetes.io/name'].flatMap((key) => {
    const value = labels[key];
    return value === undefined ? [] : [{ ...labels, [key]: `${value}-primary` }];
  });
}

/** Gateways select in all namespaces, and so may whatever stands where a mesh has its own. */
function selectorsOf(object: PolicyObject): readonly LabelSet[] {
  const kind = kindOf(object);
  const path = selectorPaths[kind];
  if (path === undefined) return none;
  const labels = labelsAt(object.body, path);
  if (Object.keys(labels).length === 0) return none;
  const everywhere = kind === 'networking.istio.io/Gateway' || object.namespace === 'istio-system';
  return [{ namespace: everywhere ? null : object.namespace, labels }];
}

/** A host like `*.com` takes in what shares no name with it; and whose tokens are read may stand anywhere. */
function everyOf({ value }: Document, words: ReadonlySet<string>): readonly string[] {
  const entries = hasText(value, /^\*\.[A-Za-z0-9-]+$/) ? ['networking.istio.io/ServiceEntry'] : none;
  return words.has('claims') ? [...entries, 'security.istio.io/RequestAuthentication'] : entries;
}

const naming: ReadonlySet<string> = new Set([
  'gateway.networking.k8s.io/ReferenceGrant',
  'networking.istio.io/DestinationRule',
  'networking.istio.io/ServiceEntry',
  'networking.istio.io/VirtualService',
  'security.istio.io/AuthorizationPolicy',
]);

function namespacePatterns(object: PolicyObject): readonly string[] {
  return naming.has(kindOf(object)) ? patternsIn(object.body) : none;
}
