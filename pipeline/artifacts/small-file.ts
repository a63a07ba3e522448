import {closeSync, fstatSync, openSync, readSync} from "node:fs";

/** The size up to which a file is read in one go: what a stream costs is more than what it reads. */
const smallFileBytes = 1 << 18;

/** Returns the bytes of the file at *path* if it has at most 256 kB; undefined if it has more. */
export function maybeSmallFile(path: string): Buffer | undefined {
  const descriptor = openSync(path, "r");
  try {
    const {size} = fstatSync(descriptor);
    if (size > smallFileBytes) return undefined;
    const bytes = Buffer.allocUnsafe(size + 1);
    let length = 0;
    for (let n = 1; n > 0 && length < bytes.length; length += n)
      n = readSync(descriptor, bytes, length, bytes.length - length, null);
    return length > size ? undefined : bytes.subarray(0, length); // it may grow meanwhile
  } finally {
    closeSync(descriptor);
  }
}
