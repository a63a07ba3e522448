import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {TestProject} from "vitest/node";
import {atalaya, atalayaOffline, canBeOffline, root, serveSite} from "./atalaya.js";
import type {Server} from "./atalaya.js";
import {hostileLog} from "./hostile-log.js";
import {feedEvents} from "./published.js";

/** The sites under test, by the data they were built from; null if the data is not there. */
export interface Sites {
  /** The synthetic feed: `feedEvents` flows in a week, labelled; the second run over it, with more trees than the first, whose model is in the site too. */
  feed: string;
  /** The first six hours of three days of a real sensor, without labels. */
  real: string | null;
  /** A log written by an attacker who expects it to be shown. */
  hostile: string;
  /** A log of two events, the fewest that a forest can be grown from. */
  pair: string;
}

declare module "vitest" {
  interface ProvidedContext {
    sites: Sites;
    /** The output of the build of the site of two events, which had no network; null if it had one. */
    offlineBuild: string | null;
  }
}

const multiday = join(root, "../shared/data/zeek/multiday");

/**
 * Builds and serves the sites under test once for all files; returns what takes them down again. With
 * ATALAYA_TEST_SITES, the JSON of Sites, it uses sites that are served already: for writing pages. Where the
 * machine allows it, the site of two events is run and built without any network.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const served = process.env.ATALAYA_TEST_SITES;
  if (served) {
    project.provide("sites", JSON.parse(served) as Sites);
    project.provide("offlineBuild", null);
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), "atalaya-sites-"));
  let offlineBuild: string | null = null;
  const servers: Server[] = [];
  // Builds share Framework’s cache, and runs compete for memory: one of each at a time, side by side.
  const running = inTurn();
  const building = inTurn();
  const site = async (name: string, runs: string[][], options: string[] = []): Promise<string> => {
    const isOffline = name === "pair" && canBeOffline;
    const start = isOffline ? atalayaOffline : atalaya;
    const workspace = ["--workspace", join(folder, name, "workspace")];
    const out = join(folder, name, "dist");
    await mkdir(join(folder, name), {recursive: true});
    await running(async () => {
      for (const run of runs) await start(["run", ...run, ...workspace]);
    });
    const printed = await building(() => start(["build", ...options, ...workspace, "--out", out]));
    if (isOffline) offlineBuild = printed;
    const server = await serveSite(out);
    servers.push(server);
    return server.url;
  };
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, {recursive: true, force: true});
  };
  try {
    const hostile = join(folder, "hostile <b onclick=alert(1)>.log");
    const pair = join(folder, "pair.log");
    await writeFile(hostile, hostileLog(1));
    await writeFile(pair, hostileLog(1).split("\n").slice(0, 10).join("\n"));
    const flows = ["--flows", String(feedEvents), "--days", "7"];
    const days = [join(multiday, "**/conn.0[0-5]*.log.gz")];
    const made = await Promise.allSettled([
      site("hostile", [[hostile]]),
      site("pair", [[pair]]),
      site("feed", [[...flows, "--trees", "50"], flows], ["--models", "isolation-forest@1"]),
      existsSync(multiday) ? site("real", [days]) : null
    ]);
    const [hostileUrl, pairUrl, feedUrl, realUrl] = made.map(valueOf);
    project.provide("sites", {hostile: hostileUrl!, pair: pairUrl!, feed: feedUrl!, real: realUrl});
    project.provide("offlineBuild", offlineBuild);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Returns what does one piece of work after the other, in the order given, whether or not one fails. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

function valueOf<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
