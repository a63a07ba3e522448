import {existsSync} from "node:fs";
import {writeFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {normalFlows, smallLog} from "../pipeline/small-log.js";
import {isComplete} from "./matrix.js";

const multiday = fileURLToPath(new URL("../../../shared/data/zeek/multiday", import.meta.url));

/** The arguments of a run over few events, whose forest is small. */
export const smallForest = ["--trees", "20", "--sample-size", "64"];

/**
 * Returns the arguments of a short run: over a log of two days that is written to *path*; if every combination is
 * tested, over an hour of each day of real traffic where there is some.
 */
export async function shortRun(path: string): Promise<string[]> {
  const hours = {cwd: multiday, absolute: true};
  const real = isComplete ? globSync("*/conn.03*.log.gz", hours).sort() : [];
  if (real.length > 0) return ["run", ...real, ...smallForest, "--json"];
  await writeFile(path, smallLog(normalFlows(600)));
  return ["run", path, ...smallForest, "--json"];
}

/** Returns the pattern of the days of real traffic, or undefined where there are none. */
export function findMultiday(): string | undefined {
  return existsSync(multiday) ? `${multiday}/*/conn.*.log.gz` : undefined;
}
