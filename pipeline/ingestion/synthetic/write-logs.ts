import {closeSync, openSync, readdirSync, writeFileSync, writeSync} from "node:fs";
import {join} from "node:path";
import type {Reporter} from "../../artifacts/context.js";
import {UsageError} from "../../config/errors.js";
import {makeFolderNow} from "../../lease/make-folder.js";
import {groundTruth} from "./describe.js";
import {syntheticLogs} from "./feed.js";
import type {SyntheticOptions} from "./options.js";

/** What was written. */
export interface WrittenLogs {
  /** The names of the files, conn.log first. */
  files: string[];

  /** Their size together, in bytes. */
  bytes: number;
}

/**
 * Writes the logs of the feed that *options* ask for into *folder*, one file a kind, and its ground truth as
 * attacks.json. Throws a UsageError on an invalid option, or if the folder holds something.
 */
export function writeSyntheticLogs(
  folder: string,
  options: SyntheticOptions,
  reporter: Reporter
): WrittenLogs {
  const logs = syntheticLogs(options); // checks the options before a byte is written
  claim(folder);
  const step = "generate the synthetic feed";
  reporter.begin(step);
  const open = new Map<string, number>();
  let bytes = 0;
  try {
    for (const {kind, bytes: chunk} of logs) {
      const name = `${kind}.log`;
      const file = open.get(name) ?? openSync(join(folder, name), "wx");
      open.set(name, file);
      writeAll(file, chunk);
      bytes += chunk.length;
      reporter.progress(bytes, null, "bytes");
    }
  } finally {
    for (const file of open.values()) closeSync(file);
  }
  const truth = groundTruth(options);
  writeFileSync(join(folder, "attacks.json"), truth, {flag: "wx"});
  reporter.end(step, `${open.size} logs`);
  return {files: [...open.keys(), "attacks.json"], bytes: bytes + truth.length};
}

function writeAll(file: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
}

function claim(folder: string): void {
  try {
    makeFolderNow(folder);
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(`invalid --out: ${folder} (${code}); name a folder`, {cause: error});
  }
  throw new UsageError(`invalid --out: ${folder} is not empty; name a new folder`);
}
