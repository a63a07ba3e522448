/** A format by its first bytes. */
interface Magic {
  name: string;
  bytes: readonly number[];
  remedy: string;
}

const unpack = "unpack it first, or compress with gzip instead";
const capture = "run Zeek over it, and take its conn.log";

const magics: readonly Magic[] = [
  {name: "a zstd file", bytes: [0x28, 0xb5, 0x2f, 0xfd], remedy: unpack},
  {name: "a bzip2 file", bytes: [0x42, 0x5a, 0x68], remedy: unpack},
  {name: "an xz file", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], remedy: unpack},
  {name: "a zip file", bytes: [0x50, 0x4b, 0x03, 0x04], remedy: unpack},
  {name: "a 7z file", bytes: [0x37, 0x7a, 0xbc, 0xaf], remedy: unpack},
  {name: "a packet capture", bytes: [0xd4, 0xc3, 0xb2, 0xa1], remedy: capture},
  {name: "a packet capture", bytes: [0xa1, 0xb2, 0xc3, 0xd4], remedy: capture},
  {name: "a packet capture", bytes: [0x4d, 0x3c, 0xb2, 0xa1], remedy: capture},
  {name: "a packet capture", bytes: [0x0a, 0x0d, 0x0d, 0x0a], remedy: capture},
  {name: "a Parquet file", bytes: [0x50, 0x41, 0x52, 0x31], remedy: "write it as CSV first"},
  {name: "a PDF", bytes: [0x25, 0x50, 0x44, 0x46], remedy: "give the log itself"},
  {name: "a picture", bytes: [0x89, 0x50, 0x4e, 0x47], remedy: "give the log itself"},
  {name: "a picture", bytes: [0xff, 0xd8, 0xff], remedy: "give the log itself"},
  {
    name: "a SQLite database",
    bytes: [...ascii("SQLite format 3")],
    remedy: "write it as CSV first"
  },
  {name: "a Windows event log", bytes: [...ascii("ElfFile")], remedy: "it holds no connections"},
  {name: "a program", bytes: [0x7f, 0x45, 0x4c, 0x46], remedy: "give the log itself"},
  {name: "UTF-16 text", bytes: [0xff, 0xfe], remedy: "save it as UTF-8"},
  {name: "UTF-16 text", bytes: [0xfe, 0xff], remedy: "save it as UTF-8"}
];

/** The largest share of zeros that a text may have. */
const maxZeroShare = 0.1;

/** A file that cannot be read, and what to do about it. */
export interface UnsupportedFile {
  /** The format, for messages; e.g., `a PDF`. */
  found: string;

  /** What to do; in the imperative. */
  remedy: string;
}

/**
 * Returns what a file is that begins with *bytes* (some kilobytes of them, inflated if it was gzip), or
 * undefined if it may be a log. Many zeros mean that it is no text, or UTF-16 without a mark; a few may be
 * what an attacker had logged, and do not make a log unreadable.
 */
export function findForeignFormat(bytes: Uint8Array): UnsupportedFile | undefined {
  const magic = magics.find(({bytes: mark}) => mark.every((byte, i) => bytes[i] === byte));
  if (magic) return {found: magic.name, remedy: magic.remedy};
  if (endsLinesWithReturns(bytes)) {
    return {
      found: "text whose lines end with CR alone",
      remedy: "write LF at the end of each, e.g. with tr '\\r' '\\n'"
    };
  }
  const zeros = [0, 0]; // at even offsets, at uneven ones
  for (let i = 0; i < bytes.length; ++i) if (bytes[i] === 0) ++zeros[i & 1];
  if (zeros[0] + zeros[1] <= maxZeroShare * bytes.length) return undefined;
  const half = bytes.length / 2;
  const [even, uneven] = zeros;
  if (Math.max(even, uneven) > 0.6 * half && Math.min(even, uneven) < 0.05 * half) {
    return {found: "UTF-16 text", remedy: "save it as UTF-8"};
  }
  return {found: "a binary file", remedy: "give the log as text, or as text in gzip"};
}

/** Returns whether there are lines, by CR, and none by LF. */
function endsLinesWithReturns(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(13);
  return at >= 0 && at < bytes.length - 1 && !bytes.includes(10);
}

/** Returns whether *bytes* begin as every gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
