import {mkdirSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join, relative} from "node:path";
import {sha256} from "../artifacts/digest.js";

/** A file, or a folder, which has no length. */
interface Entry {
  path: string;
  /** The number of bytes. */
  length?: number;
  /** The number of those that are stored: the others, at its end, are zeros. */
  stored?: number;
}

const lineFeed = 10;

/**
 * Returns the files and folders in *folder* in one piece: a line with the digest of all that follows, a line with a list, and the
 * bytes of the files, each without the zeros at its end.
 */
export function packFolder(folder: string): Buffer {
  const found = readdirSync(folder, {recursive: true, withFileTypes: true});
  const entries: Entry[] = [];
  const contents: Buffer[] = [];
  const pathOf = (entry: (typeof found)[number]) => join(entry.parentPath, entry.name);
  for (const entry of found.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))) {
    const path = relative(folder, pathOf(entry));
    if (entry.isDirectory()) entries.push({path});
    else {
      const content = readFileSync(pathOf(entry));
      contents.push(content.subarray(0, lengthWithoutZeros(content)));
      entries.push({path, length: content.length, stored: contents[contents.length - 1].length});
    }
  }
  const packed = Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...contents]);
  return Buffer.concat([Buffer.from(`${sha256(packed)}\n`), packed]);
}

/** Returns whether *bytes* are all that packFolder returned. */
export function isPackedFolder(bytes: Buffer): boolean {
  const start = bytes.indexOf(lineFeed) + 1;
  return bytes.toString("latin1", 0, start) === `${sha256(bytes.subarray(start))}\n`;
}

/** Writes the files and folders in *bytes*, which packFolder returned, into the new *folder*. */
export function unpackFolder(bytes: Buffer, folder: string): void {
  const start = bytes.indexOf(lineFeed) + 1;
  const end = bytes.indexOf(lineFeed, start) + 1;
  const entries = JSON.parse(bytes.toString("utf8", start, end)) as Entry[];
  mkdirSync(folder);
  let from = end;
  for (const {path, length, stored = 0} of entries) {
    if (length === undefined) mkdirSync(join(folder, path));
    else {
      const content = Buffer.alloc(length); // all of it is written, so that the disk has the space
      bytes.copy(content, 0, from, (from += stored));
      writeFileSync(join(folder, path), content, {flag: "wx"});
    }
  }
}

function lengthWithoutZeros(content: Buffer): number {
  let length = content.length;
  while (length > 0 && content[length - 1] === 0) --length;
  return length;
}
