import {createReadStream} from "node:fs";
import {pipeline} from "node:stream/promises";
import {materialise} from "./materialise.js";
import type {PublishedName} from "./materialise.js";

/** Writes the file that the latest run published as *name* to standard output, in constant memory. */
export async function streamPublished(name: PublishedName): Promise<void> {
  await pipeline(createReadStream(await materialise(name)), process.stdout);
}
