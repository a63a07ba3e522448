import {sha256} from "../../core/proof/sha256.js";

/**
 * Returns the SHA-256 of each of *files*, as it is, in lower-case hexadecimal: one after the other, in memory
 * that does not grow. Rejects with an Error that names the file that cannot be read any more.
 */
export async function digestsOf(files: readonly File[]): Promise<string[]> {
  const digests: string[] = [];
  for (const file of files) digests.push(await digestOf(file));
  return digests;
}

async function digestOf(file: File): Promise<string> {
  const digest = sha256();
  try {
    const reader = file.stream().getReader();
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return digest.digest();
      digest.update(value);
    }
  } catch (error) {
    throw new Error(
      `file no longer readable: ${file.name}; it was moved or changed since it was dropped: drop it again`,
      {cause: error}
    );
  }
}
