import {inflateRawSync} from "node:zlib";

const [endSignature, entrySignature, localSignature] = [0x06054b50, 0x02014b50, 0x04034b50];
const [endBytes, entryBytes, localBytes] = [22, 46, 30];

/** The longest comment at the end of a zip file. */
const maxComment = 65_535;

/** A file in a zip file. */
export interface ZipEntry {
  name: string;

  /** Returns its bytes; throws a RangeError if they are damaged, or more than *most*. */
  read(most: number): Uint8Array;
}

/**
 * Returns the files in *bytes*, a zip file (PKWARE’s APPNOTE 6.3): stored or deflated, below 4 GiB, not encrypted. Throws a
 * RangeError for any other; *file* is what it is called.
 */
export function readZip(bytes: Uint8Array, file: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) throw new RangeError(`damaged file: ${file} is no complete zip file`);
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; ++i) {
    if (at + entryBytes > view.byteLength || view.getUint32(at, true) !== entrySignature)
      throw new RangeError(`damaged file: ${file} has no entry ${i + 1} of ${count}`);
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + entryBytes, at + entryBytes + nameBytes)); // prettier-ignore
    const entry = at;
    entries.push({name, read: (most) => readEntry({bytes, view, entry, what: `${name} in ${file}`}, most)}); // prettier-ignore
    at += entryBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= Math.max(0, last - maxComment); --at)
    if (view.getUint32(at, true) === endSignature) return at;
}

interface Entry {
  bytes: Uint8Array;
  view: DataView;

  /** Where its entry in the directory is. */
  entry: number;
  what: string;
}

function readEntry({bytes, view, entry, what}: Entry, most: number): Uint8Array {
  const [flags, method] = [view.getUint16(entry + 8, true), view.getUint16(entry + 10, true)];
  const [packed, size] = [view.getUint32(entry + 20, true), view.getUint32(entry + 24, true)];
  if (flags & 1) throw new RangeError(`unsupported file: ${what} is encrypted`);
  if (size === 0xffffffff || packed === 0xffffffff) throw new RangeError(`unsupported file: ${what} is in zip64; save it with fewer than 4 GiB`); // prettier-ignore
  if (size > most) throw new RangeError(`too large: ${what} has ${size} bytes, more than ${most}`);
  const local = view.getUint32(entry + 42, true);
  if (local + localBytes > view.byteLength || view.getUint32(local, true) !== localSignature)
    throw new RangeError(`damaged file: ${what} does not begin where the file says`);
  const from = local + localBytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true); // prettier-ignore
  const content = bytes.subarray(from, from + packed);
  if (content.length !== packed) throw new RangeError(`damaged file: ${what} is truncated`);
  if (method === 0) return content;
  if (method !== 8) throw new RangeError(`unsupported file: ${what} is compressed by method ${method}; give one that is deflated`); // prettier-ignore
  return inflate(content, size, what);
}

function inflate(content: Uint8Array, size: number, what: string): Uint8Array {
  try {
    const inflated = inflateRawSync(content, {maxOutputLength: Math.max(1, size)});
    if (inflated.length === size) return inflated;
  } catch {
    // it is damaged, as one of another length is
  }
  throw new RangeError(`damaged file: ${what} does not inflate to ${size} bytes`);
}
