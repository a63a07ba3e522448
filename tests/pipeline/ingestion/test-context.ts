import {mkdir, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {onTestFinished} from "vitest";
import type {PhaseContext} from "../../../pipeline/artifacts/context.js";
import {folderStore} from "../../../pipeline/storage/folder.js";

/** A context in a folder of its own, which goes when the test ends, and the warnings it was given. */
export interface TestContext extends PhaseContext {
  folder: string;
  warnings: string[];
}

/**
 * Returns a context with four empty stores; *threads* defaults to 1. Its folder goes at the end, which *atEnd* takes
 * the work of; defaults to the end of the test.
 */
export async function testContext(
  threads = 1,
  atEnd: (work: () => Promise<void>) => void = onTestFinished
): Promise<TestContext> {
  const folder = await mkdtemp(join(tmpdir(), "ingestion-"));
  atEnd(() => rm(folder, {recursive: true, force: true}));
  const scratch = join(folder, "scratch");
  await mkdir(scratch);
  const warnings: string[] = [];
  const store = (layer: string) => folderStore(join(folder, "store", layer));
  return {
    folder,
    scratch,
    threads,
    warnings,
    stores: {
      raw: store("raw"),
      silver: store("silver"),
      models: store("models"),
      eval: store("eval")
    },
    reporter: {begin() {}, progress() {}, end() {}, warn: (message) => void warnings.push(message)}
  };
}
