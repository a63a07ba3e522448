import {existsSync} from "node:fs";
import {writeFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {normalFlows, smallLog} from "../pipeline/small-log.js";

const multiday = fileURLToPath(new URL("../../../shared/data/zeek/multiday", import.meta.url));

/** The arguments of a run over few events, whose forest is small. */
export const smallForest = ["--trees", "20", "--sample-size", "64"];

/**
 * Returns the arguments of a short run: over an hour of each day of real traffic where there is some,
 * else over a log of two days that is written to *path*.
 */
export async function shortRun(path: string): Promise<string[]> {
  const real = globSync("*/conn.03*.log.gz", {cwd: multiday, absolute: true}).sort();
  if (real.length > 0) return ["run", ...real, ...smallForest, "--json"];
  await writeFile(path, smallLog(normalFlows(3_000)));
  return ["run", path, ...smallForest, "--json"];
}

/** Returns the pattern of the days of real traffic, or undefined where there are none. */
export function findMultiday(): string | undefined {
  return existsSync(multiday) ? `${multiday}/*/conn.*.log.gz` : undefined;
}
