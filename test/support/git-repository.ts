import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder of its own for one test. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sluice-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The git of this machine, in one repository, with nobody's own settings. */
export class TestGit {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  static async initBare(dir: string): Promise<TestGit> {
    await run('git', ['init', '-q', '--bare', '-b', 'main', dir], { env });
    return new TestGit(dir);
  }

  static async init(dir: string): Promise<TestGit> {
    await run('git', ['init', '-q', '-b', 'main', dir], { env });
    return new TestGit(dir);
  }

  /** Runs git; answers what it printed, trimmed. */
  async git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', args, { cwd: this.dir, env, maxBuffer: 64 << 20 });
    return stdout.trim();
  }

  /** Writes raw bytes as an object, whatever git thinks of them. */
  async hashObject(type: string, bytes: Buffer | string): Promise<string> {
    return await this.pipe(['hash-object', '-w', '--literally', '-t', type, '--stdin'], bytes);
  }

  /** A commit of these files on top of `parents`; moves `ref` when given. */
  async commit(
    files: Readonly<Record<string, string>>,
    { parents = [], ref, message = 'Change' }: CommitOptions = {},
  ): Promise<string> {
    const tree = await this.tree(files);
    const parentArgs = parents.flatMap((parent) => ['-p', parent]);
    const oid = await this.git('commit-tree', tree, ...parentArgs, '-m', message);
    if (ref !== undefined) await this.git('update-ref', ref, oid);
    return oid;
  }

  async tree(files: Readonly<Record<string, string>>): Promise<string> {
    const index = join(this.dir, `test-index-${crypto.randomUUID()}`);
    const indexEnv = { ...env, GIT_INDEX_FILE: index };
    const oids = await this.#blobs(Object.values(files));
    const lines = Object.keys(files).map((path, position) => `100644 ${oids[position] ?? ''}\t${path}\n`);
    await this.pipe(['update-index', '--add', '--index-info'], lines.join(''), indexEnv);
    const { stdout } = await run('git', ['write-tree'], { cwd: this.dir, env: indexEnv });
    await rm(index, { force: true });
    return stdout.trim();
  }

  /** Writes many blobs by one process. */
  async #blobs(texts: readonly string[]): Promise<string[]> {
    const input = texts.map(
      (text, i) => `blob\nmark :${i + 1}\ndata ${Buffer.byteLength(text)}\n${text}\nget-mark :${i + 1}\n`,
    );
    const output = await this.pipe(['fast-import', '--quiet', '--force'], input.join(''));
    return output === '' ? [] : output.split('\n');
  }

  /** Throws with git's own words when the repository is not sound. */
  async fsck(): Promise<string> {
    const { stdout, stderr } = await run('git', ['fsck', '--strict', '--no-dangling'], { cwd: this.dir, env });
    return `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('notice:'))
      .join('\n');
  }

  async pipe(args: readonly string[], input: Buffer | string, pipeEnv: NodeJS.ProcessEnv = env): Promise<string> {
    const child = spawn('git', args, { cwd: this.dir, env: pipeEnv, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${errors}`);
    return output.trim();
  }
}

export interface CommitOptions {
  readonly parents?: readonly string[];
  readonly ref?: string;
  readonly message?: string;
}

const env: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_DATE: '1700000000 +0000',
};
