/**
 * What a work tree's index tracks: path → mode, in octal as trees have it. Null where it is written in a way that is not
 * read here (another version, or split into two files). The format is git's own, gitformat-index(5).
 */
export function trackedPaths(index: Buffer): ReadonlyMap<string, string> | null {
  const version = index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC' ? 0 : index.readUInt32BE(4);
  if (version < 2 || version > 4) return null;
  const tracked = new Map<string, string>();
  let path: Buffer = Buffer.alloc(0);
  let at = 12;
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const isExtended = version > 2 && at + 62 <= index.length && (index.readUInt16BE(at + 60) & 0x4000) !== 0;
    const start = at + (isExtended ? 64 : 62);
    const name = version === 4 ? suffixAt(index, start) : { dropped: null, from: start };
    const end = index.indexOf(0, name.from);
    if (end < 0) return null;
    const rest = index.subarray(name.from, end);
    path = name.dropped === null ? rest : Buffer.concat([path.subarray(0, path.length - name.dropped), rest]);
    tracked.set(path.toString('utf8'), index.readUInt32BE(at + 24).toString(8));
    // Before version 4 an entry is filled up to a multiple of eight bytes, with at least one.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return isSplit(index, at) ? null : tracked;
}

/** Version 4: how many bytes of the path before are dropped, as a varint, and where what follows them begins. */
function suffixAt(index: Buffer, start: number): { readonly dropped: number; readonly from: number } {
  let at = start;
  let byte = index[at] ?? 0;
  let dropped = byte & 0x7f;
  while ((byte & 0x80) !== 0 && at < index.length) {
    at += 1;
    byte = index[at] ?? 0;
    dropped = (dropped + 1) * 128 + (byte & 0x7f);
  }
  return { dropped, from: at + 1 };
}

/** A `link` extension: most of the entries stand in another file. */
function isSplit(index: Buffer, start: number): boolean {
  let at = start;
  while (at + 8 <= index.length - 20) {
    if (index.toString('latin1', at, at + 4) === 'link') return true;
    at += 8 + index.readUInt32BE(at + 4);
  }
  return false;
}
