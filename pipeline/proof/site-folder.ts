import {lstat, open, readdir} from "node:fs/promises";
import {join} from "node:path";
import {constants} from "node:fs";
import {createHash} from "node:crypto";
import {crc32, createInflateRaw} from "node:zlib";
import type {SiteFileEntry} from "../../src/core/proof/site.js";

/** What stands in a folder. */
export interface FolderEntries {
  /** The paths of regular files, with slashes. */
  files: Set<string>;

  /** What else there is, each with what it is: links, empty folders, devices, folders that cannot be read. */
  others: Map<string, string>;
}

/** Lists everything below *root*, hidden or not, following no link. */
export async function listFolder(root: string): Promise<FolderEntries> {
  const files = new Set<string>();
  const others = new Map<string, string>();
  const folders = [""];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), {withFileTypes: true}).catch(
      (error: NodeJS.ErrnoException) => void others.set(folder, `unreadable (${error.code})`)
    );
    if (entries?.length === 0 && folder !== "") others.set(folder, "an empty folder");
    for (const entry of entries ?? []) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.add(path);
      else others.set(path, entry.isSymbolicLink() ? "a link" : "neither a file nor a folder");
    }
  }
  return {files, others};
}

/**
 * Returns the digest of the file at *path*, which is not read if its size is not *bytes*: the digest is then null.
 * Follows no link, and waits for nothing that is no file.
 */
export async function digestIn(
  path: string,
  bytes: number
): Promise<{sha256: string | null; bytes: number}> {
  const found = await lstat(path);
  if (!found.isFile() || found.size !== bytes) return {sha256: null, bytes: found.size};
  const file = await openFile(path);
  const hash = createHash("sha256");
  for await (const chunk of file.createReadStream({highWaterMark: 1 << 20}))
    hash.update(chunk as Uint8Array);
  return {sha256: hash.digest("hex"), bytes};
}

/** Returns the bytes of the file at *path*, at most *most*; undefined if it has more. */
export async function maybeBytes(path: string, most: number): Promise<Uint8Array | undefined> {
  const file = await openFile(path);
  try {
    return (await file.stat()).size > most ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Returns what is wrong with the file at *path* as the gzip of the listed file *entry*, which a server sends in its
 * place; undefined if it holds the same bytes and nothing beside them: one member, no name, no comment.
 */
export async function twinFault(
  path: string,
  entry: Pick<SiteFileEntry, "sha256" | "bytes">
): Promise<string | undefined> {
  const {size} = await lstat(path);
  if (size < gzipHead + gzipTail || size > entry.bytes + gzipSlack) return "no gzip of it";
  const file = await openFile(path);
  try {
    const [head, tail] = [Buffer.alloc(gzipHead), Buffer.alloc(gzipTail)];
    await file.read(head, 0, gzipHead, 0);
    await file.read(tail, 0, gzipTail, size - gzipTail);
    if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return "no gzip of it";
    if (head[3] !== 0 || head.readUInt32LE(4) !== 0)
      return "a gzip with a name, a time or a comment";
    const stream = file.createReadStream({
      start: gzipHead,
      end: size - gzipTail - 1,
      autoClose: false
    });
    const inflated = stream.pipe(createInflateRaw());
    const {sha256, bytes, crc} = await digestOf(inflated, entry.bytes);
    if (sha256 !== entry.sha256 || bytes !== entry.bytes) return "the gzip of other bytes";
    if (inflated.bytesWritten !== size - gzipHead - gzipTail)
      return "a gzip with bytes behind its end";
    const isComplete = tail.readUInt32LE(0) === crc && tail.readUInt32LE(4) === bytes % 2 ** 32;
    return isComplete ? undefined : "a gzip with a wrong checksum";
  } catch {
    return "no gzip of it";
  } finally {
    await file.close();
  }
}

const gzipHead = 10; // bytes
const gzipTail = 8; // bytes
const gzipSlack = 1 << 16; // bytes; an honest gzip is smaller than what it holds

/** Returns the digest and the checksum of *stream*; ends early once there are more than *most* bytes. */
async function digestOf(stream: AsyncIterable<unknown>, most: number) {
  const hash = createHash("sha256");
  let [bytes, crc] = [0, 0];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) break;
    hash.update(chunk);
    crc = crc32(chunk, crc);
  }
  return {sha256: hash.digest("hex"), bytes, crc};
}

function openFile(path: string) {
  const {O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0} = constants;
  return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}
