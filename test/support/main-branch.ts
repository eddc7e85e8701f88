import type { TestGit } from './git-repository.ts';

/** The branch that people merge to, in a bare repository: each commit is the files before with some changed. */
export class MainBranch {
  readonly #bare: TestGit;
  readonly #files: Record<string, string>;
  #last: string | null = null;

  constructor(bare: TestGit, files: Readonly<Record<string, string>>) {
    this.#bare = bare;
    this.#files = { ...files };
  }

  /** Commits these files; null removes one. Returns the commit. */
  async push(changes: Readonly<Record<string, string | null>>): Promise<string> {
    const oid = await this.prepare(changes);
    await this.moveTo(oid);
    return oid;
  }

  /** Makes the next commit, which is not on the branch yet. */
  async prepare(changes: Readonly<Record<string, string | null>>): Promise<string> {
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) delete this.#files[path];
      else this.#files[path] = text;
    }
    this.#last = await this.#bare.commit(this.#files, { parents: this.#last === null ? [] : [this.#last] });
    return this.#last;
  }

  async moveTo(oid: string): Promise<void> {
    await this.#bare.git('update-ref', 'refs/heads/main', oid);
  }
}
