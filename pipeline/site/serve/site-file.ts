import {constants} from "node:fs";
import type {Stats} from "node:fs";
import {open, readlink, realpath, stat} from "node:fs/promises";
import type {FileHandle} from "node:fs/promises";
import {extname, join} from "node:path";

/** A file of the site, as it is served. */
export interface SiteFile {
  /** The path on this machine. */
  path: string;
  bytes: number;
  /** The media type. */
  type: string;
  /** True if it is worth compressing. */
  compressible: boolean;
  /** True if its name holds a digest of its bytes, so that it never changes. */
  immutable: boolean;
  /** Changes when the file does. */
  version: string;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".xml": "application/xml; charset=utf-8",
  ".yml": "text/yaml; charset=utf-8",
  ".arrow": "application/vnd.apache.arrow.file",
  ".duckdb": "application/octet-stream",
  ".gif": "image/gif",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".parquet": "application/vnd.apache.parquet",
  ".png": "image/png",
  ".webp": "image/webp",
  ".woff2": "font/woff2"
};

const compressed = /^(text\/|application\/(json|xml|wasm)|image\/svg)/;

/**
 * Returns the segments of the path of a request, decoded; undefined if it is malformed or could lead out
 * of the site: dot segments, hidden files, separators and control characters in disguise.
 */
function maybeSegments(path: string): string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const segments = decoded.split("/").filter((segment) => segment !== "");
  return segments.some((segment) => segment.startsWith(".") || /[\\:\u0000-\u001f]/.test(segment))
    ? undefined
    : segments;
}

/** A file of the site that is open: whoever gets it closes it. */
export interface OpenSiteFile extends SiteFile {
  handle: FileHandle;
}

/**
 * Opens the file in *root* that answers a request for *path*: itself, `.html`, or `index.html`. No link
 * below *root* is followed; *root* may be one.
 */
export async function openSiteFile(root: string, path: string): Promise<OpenSiteFile | undefined> {
  const segments = maybeSegments(path);
  if (!segments) return undefined;
  const base = join(root, ...segments);
  const candidates = path.endsWith("/")
    ? [join(base, "index.html"), `${base}.html`]
    : [base, `${base}.html`, join(base, "index.html")];
  for (const candidate of candidates) {
    const found = await openPlain(candidate);
    if (found) return found;
  }
  return undefined;
}

/** Opens the regular file at *path*, a path without links; undefined if it is none, or a link is on the way. */
export async function openPlain(path: string): Promise<OpenSiteFile | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK; // a pipe does not hold it up
  const handle = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EMFILE" || error.code === "ENFILE") throw error;
    return undefined;
  });
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    if (stats.isFile() && (await isAt(handle, stats, path)))
      return {...describeFile(path, stats), handle};
  } catch {
    // It was moved meanwhile.
  }
  await handle.close();
  return undefined;
}

/** Returns all bytes of *file*, as it was when it was opened; rejects if it has become shorter. */
export async function readSiteFile({handle, bytes}: OpenSiteFile): Promise<Buffer> {
  const body = Buffer.alloc(bytes);
  for (let at = 0; at < bytes;) {
    const {bytesRead} = await handle.read(body, at, bytes - at, at);
    if (bytesRead === 0) throw new RangeError("the file has become shorter");
    at += bytesRead;
  }
  return body;
}

/**
 * Returns whether the file that is open is the one at *path*, and no link led to it. Linux says what was
 * opened; elsewhere, its path is looked up again.
 */
async function isAt({fd}: FileHandle, {dev, ino}: Stats, path: string): Promise<boolean> {
  const opened = await readlink(`/proc/self/fd/${fd}`).catch(() => undefined);
  if (opened !== undefined) return opened === path;
  const now = await stat(path);
  return now.dev === dev && now.ino === ino && (await realpath(path)) === path;
}

/** Returns the file at *path* on this machine as a file of the site, or undefined if there is none. */
export async function maybeSiteFile(path: string): Promise<SiteFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? describeFile(path, found) : undefined;
}

function describeFile(path: string, {size, mtimeMs}: Stats): SiteFile {
  const type = types[extname(path).toLowerCase()] ?? "application/octet-stream";
  return {
    path,
    bytes: size,
    type,
    compressible: compressed.test(type) && size > 1024,
    immutable: /\.[0-9a-f]{8}\.[^/\\]+$/.test(path),
    version: `${size.toString(36)}-${Math.floor(mtimeMs * 1000).toString(36)}`
  };
}
