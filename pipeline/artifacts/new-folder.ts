import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import type {Phase} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "./context.js";

/** Returns an empty folder to make the artifact *key* of *phase* in. */
export async function newFolder(
  phase: Phase,
  key: string,
  {scratch}: Pick<PhaseContext, "scratch">
): Promise<string> {
  const folder = join(scratch, `${phase}-${key.slice(0, 12)}`);
  await rm(folder, {recursive: true, force: true});
  await mkdir(folder, {recursive: true});
  return folder;
}
