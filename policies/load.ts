/** Files to documents, objects and mesh, keeping what did not change since the last calls. */

import { type Built, type BuildMemo, buildMesh } from './build.ts';
import { originFindings } from './changed-rules.ts';
import { type Document, type ParsedFile, parseDocuments } from './document.ts';
import { compareFindings, compareText, type Finding } from './finding.ts';
import type { Config } from './config.ts';
import type { Mesh } from './mesh.ts';
import { objectsOf, type PolicyObject, type ReadObjects } from './object.ts';
import { dataFindings } from './own-data.ts';
import { isPolicyFile } from './policy-file.ts';
import { configFile, dataFilesOf } from './sluice/data-files.ts';
import type { Waiver } from './waiver.ts';

export interface Loaded {
  /** Sorted by file, then in the file's order. */
  readonly documents: readonly Document[];
  readonly objects: readonly PolicyObject[];
  readonly config: Config;
  readonly mesh: Mesh;
  readonly waivers: readonly Waiver[];
  /** The files that are no policies but the data of the repository's own rules: see `ownRules`. */
  readonly dataFiles: readonly string[];
  readonly findings: readonly Finding[];
}

/** Equal `oid`s mean equal texts. */
export type Files = ReadonlyMap<string, LoadableFile>;

interface LoadableFile {
  readonly oid: string;
  readonly text: string;
  /** It was named by itself: nothing is known of what stands beside it. */
  readonly apart?: true;
}

export interface LoadOptions {
  /** The files are what people wrote: `.sluice/` is not theirs. */
  readonly intent?: boolean;
}

export type Loader = (files: Files, options?: LoadOptions) => Loaded;

interface LoadedFile {
  readonly parsed: ParsedFile;
  readonly read: ReadonlyMap<Document, ReadObjects>;
  readonly objects: readonly PolicyObject[];
  readonly findings: readonly Finding[];
}

interface CachedFile {
  readonly oid: string;
  /** Data is read for its value alone. */
  readonly isData: boolean;
  readonly loaded: LoadedFile;
}

type Cache = Map<string, CachedFile>;

/** A loader with a memory of the files of its last two calls, and of its last mesh. */
export function createLoader(): Loader {
  let last: Cache = new Map();
  let beforeLast: Cache = new Map();
  let memo: BuildMemo | undefined;
  let paths: { readonly all: readonly string[]; readonly policies: readonly string[] } = { all: [], policies: [] };
  return (files, options = {}) => {
    const now: Cache = new Map();
    const names = [...files.keys()];
    if (!sameNames(names, paths.all))
      paths = { all: names, policies: names.filter(isPolicyFile).toSorted(compareText) };
    const read = (path: string, isData: boolean): void => {
      const file = files.get(path);
      if (!file) return;
      const before = last.get(path);
      const kept = keptFile(before, file.oid, isData) ?? keptFile(beforeLast.get(path), file.oid, isData);
      const loaded = (): LoadedFile => (isData ? loadData(path, file.text) : loadFile(path, file.text, before?.loaded));
      now.set(path, kept ?? { oid: file.oid, isData, loaded: loaded() });
    };
    // The settings first: they say which of the others are data.
    read(configFile, false);
    const config = configIn(now);
    const named = new Set(config === null ? [] : dataFilesOf(config).map(({ value }) => value));
    for (const path of paths.policies) if (path !== configFile) read(path, named.has(path));
    beforeLast = last;
    last = now;
    const data = dataIn(now, files, config);
    const loaded = paths.policies.flatMap((path) => (data.files.has(path) ? [] : (now.get(path)?.loaded ?? [])));
    const objects = loaded.flatMap((each) => each.objects);
    const built: Built = buildMesh(objects, memo);
    memo = built.memo;
    const reserved = options.intent ? reservedPaths(files) : [];
    return {
      documents: loaded.flatMap((each) => each.parsed.documents),
      objects,
      config: built.mesh.config,
      mesh: built.mesh,
      waivers: built.waivers,
      dataFiles: [...data.files.keys()],
      findings: [
        ...reserved,
        ...data.findings,
        ...loaded.flatMap((each) => each.findings),
        ...built.findings,
        ...originFindings(built.origins, files),
      ].toSorted(compareFindings),
    };
  };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function keptFile(cached: CachedFile | undefined, oid: string, isData: boolean): CachedFile | null {
  return cached?.oid === oid && cached.isData === isData ? cached : null;
}

function configIn(cache: Cache): PolicyObject | null {
  const objects = cache.get(configFile)?.loaded.objects ?? [];
  return objects.find(({ group, kind }) => group === 'sluice.dev' && kind === 'Config') ?? null;
}

function loadData(path: string, text: string): LoadedFile {
  return { parsed: parseDocuments(path, text), read: new Map(), objects: [], findings: [] };
}

/** What the repository's settings call data, and what is wrong with it. */
function dataIn(
  cache: Cache,
  files: Files,
  config: PolicyObject | null,
): { readonly files: ReadonlyMap<string, unknown>; readonly findings: readonly Finding[] } {
  if (config === null) return { files: new Map(), findings: [] };
  const named = dataFilesOf(config).flatMap(({ value: path }) => {
    const [text, parsed] = [files.get(path)?.text, cache.get(path)?.loaded.parsed];
    return text === undefined || parsed === undefined ? [] : [[path, { text, parsed }] as const];
  });
  const data = new Map(named);
  const unread = [...data.values()].flatMap(({ parsed }) => parsed.findings);
  return { files: data, findings: [...unread, ...dataFindings(config, data)] };
}

/** Reads a file; documents that stand as they stood `before` are the same ones, and so are their objects. */
function loadFile(path: string, text: string, before?: LoadedFile): LoadedFile {
  const parsed = parseDocuments(path, text, before?.parsed);
  const read = new Map(parsed.documents.map((each) => [each, before?.read.get(each) ?? objectsOf(each)] as const));
  const all = [...read.values()];
  return {
    parsed,
    read,
    objects: all.flatMap((each) => each.objects),
    findings: [...parsed.findings, ...all.flatMap((each) => each.findings)],
  };
}

function reservedPaths(files: Files): readonly Finding[] {
  const paths = [...files.keys()].filter((path) => path.startsWith('.sluice/'));
  return paths.toSorted(compareText).map((file) => ({
    rule: 'reserved-path',
    severity: 'error',
    message: `${file} is Sluice's own, on the live branch alone`,
    remedy: 'Remove the folder .sluice from this branch.',
    file,
    range: null,
    object: null,
  }));
}
