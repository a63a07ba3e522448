import {createReadStream} from "node:fs";
import {pipeline} from "node:stream/promises";
import {materialise} from "../run/materialise.js";
import type {PublishedName} from "../run/materialise.js";
import {endOnSignals} from "../cli/signals.js";
import {reportError} from "../cli/report-error.js";

/** Writes the file that the latest run published as *name* to standard output, in constant memory. */
export async function streamPublished(name: PublishedName): Promise<void> {
  await load(async () => pipeline(createReadStream(await materialise(name)), process.stdout));
}

/** Writes what *read* returns to standard output, as JSON. */
export async function writeJson(read: () => Promise<unknown>): Promise<void> {
  await load(async () => process.stdout.write(JSON.stringify(await read())));
}

/** Does what a loader does; what goes wrong is one line on standard error, and the exit code, as of a command. */
async function load(work: () => Promise<unknown>): Promise<void> {
  endOnSignals();
  try {
    await work();
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
