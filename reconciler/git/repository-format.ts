import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';

import { codeOf, GitError } from './git-error.ts';

/** Where a repository keeps what. A linked work tree shares its objects and branches with the main one. */
export interface RepositoryPaths {
  readonly gitdir: string;
  readonly objectsDir: string;
  /** Holds `HEAD`: each linked work tree has its own. */
  readonly headDir: string;
}

const knownExtensions = new Set([
  'noop',
  'noop-v1',
  'objectformat',
  'refstorage',
  'preciousobjects',
  'worktreeconfig',
  'relativeworktrees',
  'partialclone',
]);

/** Finds the repository at `path`: a bare one, a work tree, or the `.git` of one. Throws GitError `unsupported` or `not-found`. */
export async function locateRepository(path: string): Promise<RepositoryPaths> {
  const found = await findGitdir(resolve(path));
  await checkFormat(found.gitdir);
  return { ...found, objectsDir: join(found.gitdir, 'objects') };
}

async function findGitdir(path: string): Promise<Omit<RepositoryPaths, 'objectsDir'>> {
  for (const candidate of [join(path, '.git'), path]) {
    if (await isRepository(candidate)) return { gitdir: candidate, headDir: candidate };
    const link = await readIfFile(candidate);
    const target = link === null ? null : /^gitdir: (.+?)\r?\n?$/.exec(link)?.[1];
    if (!target) continue;
    const own = isAbsolute(target) ? target : resolve(candidate, '..', target);
    const common = await readIfFile(join(own, 'commondir'));
    const shared = common === null ? own : resolve(own, common.trim());
    if (await isRepository(shared)) return { gitdir: shared, headDir: own };
  }
  throw new GitError(
    'not-found',
    `${path} is no git repository: give a bare repository, or the folder that holds .git`,
  );
}

/** Whether git would take `path` for a git directory. */
export async function isRepository(path: string): Promise<boolean> {
  try {
    const objects = await stat(join(path, 'objects'));
    const head = await stat(join(path, 'HEAD'));
    return objects.isDirectory() && head.isFile();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** Refuses what this room would read wrongly: SHA-256 ids, other reference stores, extensions that it has never heard of. */
async function checkFormat(gitdir: string): Promise<void> {
  const config = parseConfig((await readIfFile(join(gitdir, 'config'))) ?? '');
  const version = Number(config.get('core.repositoryformatversion') ?? '0');
  if (version > 1) {
    throw new GitError('unsupported', `${gitdir} has repository format ${version}; Sluice reads 0 and 1`);
  }
  const format = config.get('extensions.objectformat')?.toLowerCase() ?? 'sha1';
  if (format !== 'sha1') {
    throw new GitError('unsupported', `${gitdir} is a ${format} repository; Sluice reads sha1 repositories only`);
  }
  const refs = config.get('extensions.refstorage')?.toLowerCase() ?? 'files';
  if (refs !== 'files') {
    throw new GitError(
      'unsupported',
      `${gitdir} keeps its references as ${refs}; run \`git refs migrate --ref-format=files\``,
    );
  }
  if (version === 0) return;
  for (const key of config.keys()) {
    const extension = key.startsWith('extensions.') ? key.slice('extensions.'.length) : null;
    if (extension !== null && !knownExtensions.has(extension)) {
      throw new GitError('unsupported', `${gitdir} uses the git extension \`${extension}\`, which Sluice doesn't know`);
    }
  }
}

/** The settings of plain sections, keys in lower case; sections with a subsection are left out. */
function parseConfig(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^\]"]*?)(\s*"[^\]]*")?\]/.exec(line);
    if (header) section = header[2] ? '' : (header[1] ?? '').trim().toLowerCase();
    const rest = header ? line.slice(header[0].length) : line;
    const setting = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*?))?\s*(?:[#;].*)?$/.exec(rest);
    if (setting && section !== '') {
      settings.set(`${section}.${(setting[1] ?? '').toLowerCase()}`, (setting[2] ?? 'true').replaceAll('"', ''));
    }
  }
  return settings;
}

async function readIfFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return null;
    throw error;
  }
}
