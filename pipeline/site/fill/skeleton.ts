import {randomBytes} from "node:crypto";
import {mkdir, readdir, readFile, rename, rm, stat, writeFile} from "node:fs/promises";
import {basename, join, relative, sep} from "node:path";
import {sha256, sha256OfFile} from "../../artifacts/digest.js";
import type {Digest} from "../../artifacts/digest.js";
import {packageRoot} from "../../config/package.js";
import type {Settings} from "../../config/settings.js";
import {observable} from "../framework/observable.js";
import {cacheFolder, withCache} from "../page-cache.js";

/** A site without data: what Framework makes of the sources alone. */
export interface Skeleton {
  /** Its folder. Never write to it. */
  folder: string;

  /** Its files, in ascending order of their paths, with their digests. */
  files: readonly SkeletonFile[];
}

export interface SkeletonFile extends Digest {
  path: string;
}

/** A file of a skeleton is not as Framework wrote it. */
export class ChangedSkeletonError extends Error {
  override readonly name = "ChangedSkeletonError";

  constructor(path: string) {
    super(`changed in the cache of the pages: ${path}`);
  }
}

interface SkeletonOptions {
  settings: Settings;
  onWait(message: string): void;
  onBegin(): void;
}

const skeletons = join(cacheFolder, "skeletons");

/** How many skeletons of other sources stay, for who goes back and forth between them. */
const kept = 2;

/**
 * Returns what *use* returns, which is given the site without data of the sources as they are: the one that was
 * made of the same sources before, or a new one, also if it says that that one was changed. Nobody makes or
 * removes one meanwhile. *settings* are those of the site; *onWait* is called if another build is at work, *onBegin* when none is.
 */
export function withSkeleton<T>(
  use: (skeleton: Skeleton) => Promise<T>,
  {settings, onWait, onBegin}: SkeletonOptions
): Promise<T> {
  return withCache(async (prepare) => {
    onBegin();
    const folder = join(skeletons, await digestOfSources());
    const found = await findSkeleton(folder);
    try {
      if (found) return await use(found);
    } catch (error) {
      const {code, name} = error as NodeJS.ErrnoException;
      if (name !== "ChangedSkeletonError" && code !== "ENOENT") throw error;
    }
    await prepare(() => makeSkeleton(folder, settings));
    await removeOthers(folder);
    return use((await findSkeleton(folder))!);
  }, onWait);
}

async function findSkeleton(folder: string): Promise<Skeleton | undefined> {
  const text = await readFile(join(folder, "files.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return {folder: join(folder, "site"), files: JSON.parse(text) as SkeletonFile[]};
  } catch {
    return undefined; // cut by a power failure
  }
}

async function makeSkeleton(folder: string, settings: Settings): Promise<void> {
  const partial = `${folder}.${randomBytes(8).toString("hex")}`;
  try {
    await mkdir(partial, {recursive: true});
    await Promise.all((await dataNames()).map(makePlaceholder));
    const site = join(partial, "site");
    const options = {out: site, skeleton: true, quiet: true};
    const {code, output} = await observable(["build"], settings, options);
    if (code !== 0) throw new Error(`build failed (exit code ${code}): ${lastLines(output)}`);
    await writeFile(join(partial, "files.json"), JSON.stringify(await listFiles(site)));
    await rm(folder, {recursive: true, force: true});
    await rename(partial, folder);
  } finally {
    await rm(partial, {recursive: true, force: true});
  }
}

/** Puts a file where Framework keeps the output of a loader, so that it does not start it. */
async function makePlaceholder(name: string): Promise<void> {
  const folder = join(cacheFolder, "cache", "data");
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, name), `${JSON.stringify(name)}\n`);
}

/** Returns the names of the data files: `today.json` of the loader `today.json.ts`. */
async function dataNames(): Promise<string[]> {
  const names = await readdir(join(packageRoot, "data-loaders"));
  return names.filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
}

/** Returns the digest of all that decides what the pages are, but for the data. */
async function digestOfSources(): Promise<string> {
  const folders = ["src", "notebooks", "data-loaders"];
  const files = await Promise.all(folders.map(filesOf));
  const packages = ["package-lock.json", join("node_modules", ".package-lock.json")];
  const paths = [...files.flat(), "observablehq.config.ts", "tsconfig.json", ...packages].sort();
  const digests = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(packageRoot, path)).catch(() => undefined);
      return [path, bytes ? sha256(bytes) : null];
    })
  );
  return sha256(JSON.stringify([packageRoot, process.versions.node, digests])).slice(0, 32);
}

/** Returns the paths of the files of *folder*, from the root of the package. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(join(packageRoot, folder), {withFileTypes: true});
  const own = entries.filter((entry) => entry.name !== ".observablehq" && !entry.isSymbolicLink());
  const below = own.filter((entry) => entry.isDirectory());
  const paths = await Promise.all(below.map((entry) => filesOf(join(folder, entry.name))));
  const files = own.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  return [...files, ...paths.flat()];
}

async function listFiles(site: string): Promise<SkeletonFile[]> {
  const entries = await readdir(site, {recursive: true, withFileTypes: true});
  const files: SkeletonFile[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(site, path).split(sep).join("/");
    files.push({path: name, ...(await sha256OfFile(path))});
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Removes what is neither this skeleton nor among the newest others, and what a killed build left half made. */
async function removeOthers(own: string): Promise<void> {
  const paths = (await readdir(skeletons)).map((name) => join(skeletons, name));
  const others = await Promise.all(
    paths
      .filter((path) => path !== own)
      .map(async (path) => ({path, at: (await stat(path)).mtimeMs}))
  );
  const [partial, complete] = [true, false].map((is) =>
    others.filter(({path}) => basename(path).includes(".") === is)
  );
  const old = complete.sort((a, b) => b.at - a.at).slice(kept);
  await Promise.all([...partial, ...old].map(({path}) => rm(path, {recursive: true, force: true})));
}

function lastLines(output: string): string {
  const lines = output
    .replace(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.slice(-6).join("\n");
}
