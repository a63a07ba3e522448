import {mkdir, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {sha256} from "../artifacts/digest.js";
import {packageRoot} from "../config/package.js";
import {withLock} from "../run/lock.js";

/** The folder of Framework’s cache, for any site that is built from this package. */
export const cacheFolder = join(packageRoot, "src", ".observablehq");
const cache = join(cacheFolder, "cache");
const what = "the cache of the pages, for a build or a preview";
const note = join(cacheFolder, "packages");

/**
 * What Framework’s own modules name and no page of ours imports. A folder of this name in its cache has
 * the version; else it asks the registry at each build, and fails where there is no network.
 */
const named = [
  "@observablehq/plot@0.6.17",
  "@observablehq/sample-datasets@1.0.1",
  "apache-arrow@21.2.0",
  "arquero@8.0.3",
  "d3@7.9.0",
  "d3-dsv@3.0.1",
  "echarts@6.1.0",
  "htl@1.0.0",
  "leaflet@1.9.4",
  "lodash@4.18.1",
  "mapbox-gl@3.32.0",
  "parquet-wasm@0.8.0",
  "react@19.3.1",
  "react-dom@19.3.1",
  "topojson-client@3.1.0"
];

/** Calls Framework by *build*, with a cache that has nothing of an earlier build in it that depends on data or pages. */
type Prepare = (build: () => Promise<void>) => Promise<void>;

/**
 * Returns what *work* returns, while no other build uses the cache of the pages. It is given what calls Framework.
 * What Framework made of the same packages is kept: that takes longer than all the rest.
 */
export function withCache<T>(
  work: (prepare: Prepare) => Promise<T>,
  onWait: (message: string) => void
): Promise<T> {
  return withLock(join(cacheFolder, "lease"), () => work(prepareCache), {what, onWait});
}

async function prepareCache(build: () => Promise<void>): Promise<void> {
  const packages = await digestOfPackages();
  const kept = packages !== null && (await readFile(note, "utf8").catch(() => null)) === packages;
  await (kept ? clearAllBut("_node") : clearCache());
  await rm(note, {force: true}); // whatever ends this build leaves no half-made file behind
  await nameVersions();
  await build();
  if (packages !== null) await writeFile(note, packages);
}

/**
 * Returns what *work* returns, which previews the site and may go on for hours: no build uses Framework’s
 * cache meanwhile, since pages that a preview made may be of another run.
 */
export function withFreshCache<T>(work: () => Promise<T>, onWait: (message: string) => void) {
  const locked = async () => {
    await clearCache();
    await nameVersions();
    return work();
  };
  return withLock(join(cacheFolder, "lease"), locked, {what, onWait});
}

/** Removes all that Framework keeps of earlier builds. */
async function clearCache(): Promise<void> {
  await rm(note, {force: true});
  await rm(cache, {recursive: true, force: true});
}

async function nameVersions(): Promise<void> {
  await Promise.all(named.map((name) => mkdir(join(cache, "_npm", name), {recursive: true})));
}

async function clearAllBut(name: string): Promise<void> {
  const names = await readdir(cache).catch(() => [] as string[]);
  const others = names.filter((other) => other !== name);
  await Promise.all(others.map((other) => rm(join(cache, other), {recursive: true, force: true})));
}

/** Returns the digest of what is installed; null if npm did not note it. */
async function digestOfPackages(): Promise<string | null> {
  const path = join(packageRoot, "node_modules", ".package-lock.json");
  const text = await readFile(path).catch(() => null);
  return text && sha256(text);
}
