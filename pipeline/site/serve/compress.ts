import {promisify} from "node:util";
import {brotliCompress, constants, gzip} from "node:zlib";
import {readSiteFile} from "./site-file.js";
import type {OpenSiteFile} from "./site-file.js";

/** The encoding of a body. */
export type Encoding = "br" | "gzip";

/** The most bytes of compressed files that are kept in memory. */
const keptBytes = 128 * 2 ** 20;

/**
 * Returns the encoding to use for a client that accepts *header*, Brotli before gzip; undefined if it
 * takes neither.
 */
export function chooseEncoding(header = ""): Encoding | undefined {
  const accepted = new Map<string, number>();
  for (const part of header.toLowerCase().split(",")) {
    const [name, ...parameters] = part.split(";").map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    accepted.set(name, quality ? Number(quality.slice(2)) : 1);
  }
  const takes = (name: string) => (accepted.get(name) ?? accepted.get("*") ?? 0) > 0;
  return (["br", "gzip"] as const).find(takes);
}

/** Returns a function that compresses files, each version of a file once, and keeps what it made. */
export function compressor(): (file: OpenSiteFile, encoding: Encoding) => Promise<Buffer> {
  const kept = new Map<string, Promise<Buffer>>();
  let size = 0;
  return (file, encoding) => {
    const key = `${encoding} ${file.version} ${file.path}`;
    const before = kept.get(key);
    if (before) return before;
    const made = compress(file, encoding);
    kept.set(key, made);
    made.then(
      ({length}) => {
        size += length;
        if (size <= keptBytes) return;
        kept.clear(); // a site fits many times over; this only bounds rebuilds under a server that stays up
        size = 0;
      },
      () => kept.delete(key)
    );
    return made;
  };
}

async function compress(file: OpenSiteFile, encoding: Encoding): Promise<Buffer> {
  const {bytes} = file;
  const body = await readSiteFile(file);
  if (encoding === "gzip") return promisify(gzip)(body);
  const quality = bytes > 4 * 2 ** 20 ? 4 : 9; // 34 MB of WebAssembly take a second at 4, a minute at 11
  return promisify(brotliCompress)(body, {params: {[constants.BROTLI_PARAM_QUALITY]: quality}});
}
