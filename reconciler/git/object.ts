import { createHash } from 'node:crypto';

/** One object of the store; `bytes` is its content without the header. */
export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** The tree without entries: git knows it everywhere, whether or not it was ever written. */
export const emptyTreeOid = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** True for 40 lower-case hex digits. */
export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

export function isObjectType(text: string): text is ObjectType {
  return text === 'commit' || text === 'tree' || text === 'blob' || text === 'tag';
}

/** The id that git gives to this object. */
export function objectId(type: ObjectType, bytes: Uint8Array): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
