/** What rules see, and where what they say belongs. */

import type { Document } from './document.ts';
import { compareFindings, type Edit, type Finding, type Path, type Severity } from './finding.ts';
import { isList, isObject } from './json.ts';
import type { Config } from './config.ts';
import type { Json, Mesh } from './mesh.ts';
import { objectsOf, type PolicyObject } from './object.ts';
import { isOfCluster, kindOf } from './reach/tables.ts';
import type { Waiver } from './waiver.ts';

export interface ChangeContext {
  readonly author: { readonly name: string; readonly email: string };
  /** Who signed the commit; null when nobody did. */
  readonly signer: string | null;
  readonly base: string | null;
  readonly head: string;
}

export interface RulesContext {
  readonly documents: readonly Document[];
  /** Those of the documents. */
  readonly objects: readonly PolicyObject[];
  readonly mesh: Mesh;
  /** What would be served, walks in flight included. */
  readonly live: Mesh;
  /** What is live now; null before the first commit. */
  readonly previous: Mesh | null;
  readonly change: ChangeContext;
  /** Of the accepted commit: a change cannot loosen what judges it. */
  readonly config: Config;
  /** Targets that are being walked. */
  readonly inFlight: readonly string[];
  /** Of the accepted commit as well. */
  readonly waivers: readonly Waiver[];
  /** Wall time in ms: which waivers have ended. */
  readonly nowMs: number;
  /** Whether Sluice serves these files: then nothing else knows of what is not in them. */
  readonly served: boolean;
  /** Of the whole repository, where these are a part of it; absent: of these objects. */
  readonly namespaces?: NamespaceCounts;
}

/** Objects that name their namespace (another one than `default`), and those that could and don't. */
export interface NamespaceCounts {
  readonly named: number;
  readonly unnamed: number;
}

/** A rule's word, before its place was found. */
export interface Violation {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
  readonly at: { readonly document: number; readonly path: Path } | null;
  /** What would mend it; paths of the document. */
  readonly fix?: readonly Edit[];
}

/** The input of one evaluation. Each `source` gets `position`, where its document stands in `documents`; -1 in `previous`. */
export function rulesInput(context: RulesContext): Json {
  const { documents, objects, mesh, live, previous, change, config, inFlight, waivers, nowMs, served } = context;
  const positions = new Map(documents.map(({ file, index }, position) => [documentKey(file, index), position]));
  const placedMesh = withPositions(mesh, positions);
  return {
    documents: documents.map(({ file, index, value }) => ({ file, index, value })),
    objects: objectsByKind(objects, documents),
    mesh: placedMesh,
    live: live === mesh ? placedMesh : withPositions(live, positions),
    // Its places are those of another commit.
    previous: previous && withPositions(previous, new Map()),
    change: { ...change, author: { ...change.author } },
    config: plain(config),
    inFlight,
    served,
    namespaces: { ...(context.namespaces ?? countNamespaces(objects)) },
    waivers: placed(plain(waiverEntries(waivers, nowMs)), positions),
  };
}

export function countNamespaces(objects: readonly PolicyObject[]): NamespaceCounts {
  let [named, unnamed] = [0, 0];
  for (const object of objects) {
    if (object.namespace !== 'default') named += 1;
    else if (!isOfCluster(kindOf(object)) && !saysNamespace(object)) unnamed += 1;
  }
  return { named, unnamed };
}

function saysNamespace({ body }: PolicyObject): boolean {
  const { metadata } = body;
  return isObject(metadata) && typeof metadata['namespace'] === 'string';
}

/** Waivers as rules see them, which have no clock. */
export function waiverEntries(waivers: readonly Waiver[], nowMs: number): readonly object[] {
  return waivers.map(({ endsMs, ...waiver }) => ({ ...waiver, ended: nowMs >= endsMs }));
}

/** By `group/Kind`, whatever the version; the core group is empty. Bodies stand in the documents. */
function objectsByKind(objects: readonly PolicyObject[], documents: readonly Document[]): Json {
  const positions = new Map(documents.map((document, position) => [document, position]));
  const byKind: Record<string, Json[]> = {};
  for (const object of objects) {
    const entry = objectEntry(object, positions.get(object.document) ?? -1);
    (byKind[kindOf(object)] ??= []).push(entry);
  }
  return byKind;
}

function objectEntry({ namespace, name, labels, annotations, path }: PolicyObject, position: number): Json {
  return { namespace, name, labels, annotations, source: { position, path } };
}

/** Meshes and settings are JSON in all but the types' names. */
function plain(value: object): Json {
  return value as unknown as Json;
}

function withPositions(mesh: Mesh, positions: ReadonlyMap<string, number>): Json {
  return placed(plain(mesh), positions);
}

function placed(value: Json, positions: ReadonlyMap<string, number>): Json {
  if (isList(value)) return value.map((item) => placed(item, positions));
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, entry] of Object.entries(value)) {
    // What an author wrote is given as it is, whatever its keys are.
    if (key === 'item' || key === 'parameters') result[key] = entry;
    else if (key === 'source' && isObject(entry)) result[key] = { ...entry, position: positionOf(entry, positions) };
    else result[key] = placed(entry, positions);
  }
  return result;
}

function positionOf(
  { file, document }: { readonly [key: string]: Json },
  positions: ReadonlyMap<string, number>,
): number {
  return positions.get(documentKey(file ?? null, document ?? null)) ?? -1;
}

function documentKey(file: Json, index: Json): string {
  return JSON.stringify([file, index]);
}

/** Gives each violation its file, range and object. */
export function placeFindings(violations: readonly Violation[], documents: readonly Document[]): readonly Finding[] {
  return violations.map((violation) => placeFinding(violation, documents)).toSorted(compareFindings);
}

function placeFinding(
  { rule, severity, message, remedy, at, fix = [] }: Violation,
  documents: readonly Document[],
): Finding {
  const document = at && documents[at.document];
  if (!document) return { rule, severity, message, remedy, file: null, range: null, object: null };
  const owner = objectsOf(document).objects.find(({ path }) => path.every((step, index) => at.path[index] === step));
  return {
    rule,
    severity,
    message,
    remedy,
    file: document.file,
    range: document.rangeOf(at.path),
    object: owner?.id ?? null,
    ...(fix.length === 0 ? {} : { fix: { document: document.index, edits: fix } }),
  };
}
