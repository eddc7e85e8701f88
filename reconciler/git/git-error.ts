/**
 * What went wrong in a repository, for code to tell apart.
 * `corrupt`: bytes are missing or damaged. `hostile`: bytes that parsers would read in two ways. `limit`: larger than allowed.
 * `unsupported`: a repository format that Sluice does not read. `network`: the remote was not reached or not understood.
 */
export type GitErrorCode =
  'corrupt' | 'missing' | 'hostile' | 'limit' | 'unsupported' | 'network' | 'not-found' | 'exists';

/** Thrown by everything in this room; the message is made for people and names no credentials. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;

  constructor(code: GitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The text of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` that Node and isomorphic-git put on their errors; empty where there is none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
