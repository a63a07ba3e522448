import {rmSync, writeFileSync} from "node:fs";
import {dirname} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {atExit} from "./endings.js";
import {renewLease} from "./heartbeat.js";
import {makeFolderNow} from "./make-folder.js";
import {findLease, leaseWatch, looksOld, newHolder} from "./lease-file.js";

const lookEvery = 100; // milliseconds

/**
 * Shows this process as alive in a new file at *path*, whose name nobody uses again; returns what ends
 * that. Throws if there is a file.
 */
export function showAlive(path: string): () => void {
  const holder = newHolder();
  makeFolderNow(dirname(path));
  writeFileSync(path, JSON.stringify(holder), {flag: "wx"});
  const rest = renewLease(path, holder.seconds);
  const end = () => {
    rest();
    rmSync(path, {force: true});
  };
  const stay = atExit(end);
  return () => {
    stay();
    end();
  };
}

/**
 * Returns whether the process that showed itself as alive at *path* is; one of another machine is taken for
 * alive until its lease is over, and then watched for a fifth of it.
 */
export async function isAlive(path: string): Promise<boolean> {
  const watch = leaseWatch();
  for (;;) {
    const found = await findLease(path);
    if (!found || (await watch(found)) !== "alive") return false;
    if (!(await looksOld(found))) return true;
    await sleep(lookEvery);
  }
}
