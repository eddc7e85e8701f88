/** The bytes of base64url, padded or not; null for anything else. Line ends in it do not count. */
export function base64UrlBytes(source: string): Buffer | null {
  const digits = source.endsWith('=') ? source : source + ['', '?', '==', '='][source.length % 4];
  const compact = digits.replaceAll(/[\r\n]/g, '');
  return compact.length % 4 === 0 && /^[\w-]*={0,2}$/.test(compact) ? Buffer.from(compact, 'base64url') : null;
}

/** The bytes of padded base64; null for anything else. Line ends in it do not count. */
export function base64Bytes(source: string): Buffer | null {
  const compact = source.replaceAll(/[\r\n]/g, '');
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact) ? Buffer.from(compact, 'base64') : null;
}
