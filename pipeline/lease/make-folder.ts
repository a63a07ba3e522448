import {mkdir} from "node:fs/promises";

/** Makes the folder at *path* unless it is there, and those above it; of one that cannot be written, Node would say that it is not there. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === "ENOENT") await mkdir(path, {recursive: true});
    else if (code !== "EEXIST") throw error;
  }
}
