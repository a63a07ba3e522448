import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {maybeSmallFile} from "./small-file.js";

/** The SHA-256 of some bytes, in lower-case hexadecimal, and how many there are. */
export interface Digest {
  sha256: string;
  bytes: number;
}

/** Returns the SHA-256 of *data*, in lower-case hexadecimal; a string counts as its UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Returns the SHA-256 and size of the file at *path*, read as a stream unless it is small. */
export async function sha256OfFile(path: string): Promise<Digest> {
  const small = maybeSmallFile(path);
  if (small) return {sha256: sha256(small), bytes: small.length};
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, {highWaterMark: 1 << 20})) {
    hash.update(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
  }
  return {sha256: hash.digest("hex"), bytes};
}
