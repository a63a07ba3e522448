import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {TestProject} from "vitest/node";
import {atalaya, root, serveSite} from "./atalaya.js";
import type {Server} from "./atalaya.js";
import {hostileLog} from "./hostile-log.js";

/** The sites under test, by the data they were built from; null if the data is not there. */
export interface Sites {
  /** The synthetic feed: 20,000 flows, labelled. */
  feed: string;
  /** Three days of a real sensor, without labels. */
  real: string | null;
  /** A log written by somebody who knows that we will show it. */
  hostile: string;
  /** A log of two events, the fewest that a forest can be grown from. */
  pair: string;
}

declare module "vitest" {
  interface ProvidedContext {
    sites: Sites;
  }
}

const multiday = join(root, "../shared/data/zeek/multiday");

/**
 * Builds and serves the sites under test once for all files; returns what takes them down again. With
 * ATALAYA_TEST_SITES, the JSON of Sites, it takes sites that are served already: for writing pages.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.ATALAYA_TEST_SITES;
  if (given) {
    project.provide("sites", JSON.parse(given) as Sites);
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), "atalaya-sites-"));
  const servers: Server[] = [];
  const site = async (name: string, run: string[]): Promise<string> => {
    const server = await buildSite(join(folder, name), run);
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
    // One after the other: builds share Framework’s cache.
    project.provide("sites", {
      feed: await site("feed", ["--flows", "20000"]),
      real: existsSync(multiday) ? await site("real", [join(multiday, "**/conn.*.log.gz")]) : null,
      hostile: await site("hostile", [hostile]),
      pair: await site("pair", [pair])
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function buildSite(folder: string, run: string[]): Promise<Server> {
  await mkdir(folder, {recursive: true});
  const workspace = ["--workspace", join(folder, "workspace")];
  await atalaya(["run", ...run, ...workspace]);
  await atalaya(["build", ...workspace, "--out", join(folder, "dist")]);
  return serveSite(join(folder, "dist"));
}
