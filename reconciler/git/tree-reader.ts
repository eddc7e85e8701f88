import { isUtf8 } from 'node:buffer';

import type { Finding } from '../../policies/finding.ts';
import { compareFindings } from '../../policies/finding.ts';
import { BoundedCache } from './bounded-cache.ts';
import { GitError } from './git-error.ts';
import type { GitLimits } from './limits.ts';
import type { ObjectStore } from './object-store.ts';
import { isPolicyFolder, isPolicyPath } from './policy-path.ts';
import { type ParsedTree, parseTree, type TreeEntry } from './tree-parser.ts';
import { mostStateBytes, statePath } from '../live/state.ts';

/** A policy file of a commit. */
export interface PolicyFile {
  /** The blob's id: equal ids, equal bytes. */
  readonly oid: string;
  readonly text: string;
  /** It was read by its own name: what stands beside it isn't known. */
  readonly apart?: true;
}

export interface PolicyFiles {
  readonly files: ReadonlyMap<string, PolicyFile>;
  readonly findings: readonly Finding[];
}

type Content =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'problem'; readonly problem: Problem };

/** A file's bytes, or why they were not read. */
type FoundBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'costly' }
  | { readonly kind: 'too-large'; readonly size: number };

interface Problem {
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
}

interface Walk {
  readonly files: Map<string, PolicyFile>;
  readonly findings: Finding[];
  entries: number;
  policyBytes: number;
}

const maxDepth = 64;
const maxFindings = 200;

/** Reads the policy files of trees. What it has read once it keeps, by id: a change costs what it changed. */
export class TreeReader {
  readonly #store: Pick<ObjectStore, 'find' | 'read'>;
  readonly #limits: GitLimits;
  readonly #trees = new BoundedCache<ParsedTree>(64 << 20);
  readonly #contents = new BoundedCache<Content>(128 << 20);
  readonly #results = new BoundedCache<PolicyFiles>(8);

  constructor(store: Pick<ObjectStore, 'find' | 'read'>, limits: GitLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  /** Files in the order of their paths; throws GitError where the repository itself is damaged. */
  async read(root: string): Promise<PolicyFiles> {
    const known = this.#results.get(root);
    if (known) return known;
    const walk: Walk = { files: new Map(), findings: [], entries: 0, policyBytes: 0 };
    await this.#walk(root, '', 0, walk);
    const files = new Map([...walk.files].sort(([a], [b]) => (a < b ? -1 : 1)));
    const result = { files, findings: walk.findings.sort(compareFindings) };
    this.#results.set(root, result, 1);
    return result;
  }

  /** A tree's entries, and what is wrong with the others. */
  async parsed(oid: string): Promise<ParsedTree> {
    const known = this.#trees.get(oid);
    if (known) return known;
    const bytes = await this.#store.read(oid, 'tree', this.#limits.maxObjectBytes);
    const parsed = parseTree(bytes);
    this.#trees.set(oid, parsed, bytes.length * 4 + 256);
    return parsed;
  }

  async #walk(oid: string, folder: string, depth: number, walk: Walk): Promise<void> {
    if (depth > maxDepth) return report(walk, folder, deepProblem);
    const { entries, problems } = await this.parsed(oid);
    walk.entries += entries.length + problems.length;
    for (const { name, problem } of problems) report(walk, folder + name, treeProblem(problem));
    for (const entry of entries) {
      if (walk.entries > this.#limits.maxTreeEntries) {
        return report(walk, null, tooMany('entries', this.#limits.maxTreeEntries));
      }
      if (walk.files.size > this.#limits.maxPolicyFiles) {
        return report(walk, null, tooMany('policy files', this.#limits.maxPolicyFiles));
      }
      if (walk.policyBytes > this.#limits.maxPolicyBytes) {
        return report(walk, null, tooMany('bytes of policy', this.#limits.maxPolicyBytes));
      }
      await this.#visit(entry, folder + entry.name, depth, walk);
    }
  }

  async #visit(entry: TreeEntry, path: string, depth: number, walk: Walk): Promise<void> {
    // Of a dot-folder nothing is read, whatever it holds. A link of that name leads to nothing that we would read either.
    if (!isPolicyFolder(path) && entry.kind !== 'file' && entry.kind !== 'executable') return;
    switch (entry.kind) {
      case 'tree':
        return await this.#walk(entry.oid, `${path}/`, depth + 1, walk);
      case 'symlink':
        return report(walk, path, symlinkProblem);
      case 'submodule':
        return report(walk, path, submoduleProblem);
      case 'file':
      case 'executable':
        return isPolicyPath(path) ? await this.#take(entry.oid, path, walk) : undefined;
    }
  }

  async #take(oid: string, path: string, walk: Walk): Promise<void> {
    const isState = path === statePath;
    // One text may be a policy and a state: it is too large for the one alone.
    const key = isState ? `${oid} of the state` : oid;
    const content =
      this.#contents.get(key) ?? (await this.#load(oid, key, isState ? mostStateBytes : this.#limits.maxFileBytes));
    if (content.kind === 'problem') return report(walk, path, content.problem);
    walk.policyBytes += content.text.length;
    walk.files.set(path, { oid, text: content.text });
  }

  async #load(oid: string, key: string, most: number): Promise<Content> {
    const found = await this.#store.find(oid, most).catch((error: unknown) => {
      // A delta of something huge: the file may be small, and reading it is not.
      if (error instanceof GitError && error.code === 'limit') return { kind: 'costly' } as const;
      throw error;
    });
    if (found.kind === 'missing') throw new GitError('missing', `blob ${oid} is not in the repository`);
    const content = contentOf(found.kind === 'object' ? { kind: 'bytes', bytes: found.object.bytes } : found, most);
    this.#contents.set(key, content, content.kind === 'text' ? content.text.length * 2 + 128 : 512);
    return content;
  }
}

/** The text of a file, or why there is none. */
export function contentOf(found: FoundBytes, maxFileBytes: number): Content {
  switch (found.kind) {
    case 'bytes':
      return textOf(found.bytes);
    case 'costly':
      return problemContent(costlyProblem);
    case 'too-large':
      return problemContent(largeProblem(found.size, maxFileBytes));
  }
}

export function problemFinding(file: string | null, problem: Problem): Finding {
  return { ...problem, severity: 'error', file, range: null, object: null };
}

function textOf(bytes: Buffer): Content {
  if (!isUtf8(bytes)) return problemContent(encodingProblem);
  if (bytes.includes(0)) return problemContent(nulProblem);
  const text = bytes.toString('utf8');
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return problemContent(lfsProblem);
  return { kind: 'text', text };
}

function problemContent(problem: Problem): Content {
  return { kind: 'problem', problem };
}

function report(walk: Walk, file: string | null, problem: Problem): void {
  if (walk.findings.length >= maxFindings) return;
  // A limit is met again in each folder on the way back.
  if (walk.findings.some((known) => known.file === file && known.message === problem.message)) return;
  walk.findings.push(problemFinding(file, problem));
}

const symlinkProblem: Problem = {
  rule: 'symlink',
  message: 'is a symbolic link; Sluice follows none, so what it points to would not be seen',
  remedy: 'commit the file itself in its place',
};
const submoduleProblem: Problem = {
  rule: 'submodule',
  message: 'is a submodule; Sluice reads one repository only',
  remedy: 'commit the files themselves in its place',
};
const lfsProblem: Problem = {
  rule: 'lfs-pointer',
  message: 'is a Git LFS pointer and not the file itself',
  remedy: 'take this path out of .gitattributes and commit the file itself',
};
const encodingProblem: Problem = {
  rule: 'not-utf8',
  message: 'is not UTF-8',
  remedy: 'save it as UTF-8',
};
const nulProblem: Problem = {
  rule: 'not-utf8',
  message: 'holds a NUL byte, so it is no text',
  remedy: 'save it as UTF-8 text',
};
const deepProblem: Problem = {
  rule: 'repository-too-large',
  message: `lies more than ${maxDepth} folders deep`,
  remedy: 'move it up',
};

const costlyProblem: Problem = {
  rule: 'file-too-large',
  message: 'is packed as a difference to something too large to be read',
  remedy: 'run `git repack -adf` where it was committed, and push again',
};

function treeProblem(problem: string): Problem {
  return { rule: 'hostile-tree', message: problem, remedy: 'write the folder anew with git, under other names' };
}

function largeProblem(size: number, most: number): Problem {
  return {
    rule: 'file-too-large',
    message: `has ${size} bytes; a policy file has at most ${most}`,
    remedy: 'split it, or give it another extension if it is no policy',
  };
}

function tooMany(what: string, most: number): Problem {
  return {
    rule: 'repository-too-large',
    message: `the repository has more than ${most} ${what}`,
    remedy: 'keep the mesh in a repository of its own',
  };
}
