import {stat} from "node:fs/promises";
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

/** Returns the file in *root* that answers a request for *path*: itself, `.html`, or `index.html`. */
export async function findSiteFile(root: string, path: string): Promise<SiteFile | undefined> {
  const segments = maybeSegments(path);
  if (!segments) return undefined;
  const base = join(root, ...segments);
  const candidates = path.endsWith("/")
    ? [join(base, "index.html"), `${base}.html`]
    : [base, `${base}.html`, join(base, "index.html")];
  for (const candidate of candidates) {
    const found = await maybeSiteFile(candidate);
    if (found) return found;
  }
  return undefined;
}

/** Returns the file at *path* on this machine as a file of the site, or undefined if there is none. */
export async function maybeSiteFile(path: string): Promise<SiteFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const type = types[extname(path).toLowerCase()] ?? "application/octet-stream";
  return {
    path,
    bytes: found.size,
    type,
    compressible: compressed.test(type) && found.size > 1024,
    immutable: /\.[0-9a-f]{8}\.[^/\\]+$/.test(path),
    version: `${found.size.toString(36)}-${Math.floor(found.mtimeMs * 1000).toString(36)}`
  };
}
