import {copyFile, mkdir, readFile, rename, writeFile} from "node:fs/promises";
import {basename, dirname, extname, join} from "node:path";
import type {Reporter} from "../../artifacts/context.js";
import {sha256, sha256OfFile} from "../../artifacts/digest.js";
import type {Settings} from "../../config/settings.js";
import type {Latest} from "../../run/latest.js";
import {withFiles, withoutTimes} from "../registered-files.js";
import {withPolicy} from "../serve/policy.js";
import {withPreloads} from "../serve/preload.js";
import {ownModelAlone, writeModelFiles} from "../models/site-models.js";
import type {SiteModels} from "../models/site-models.js";
import {prerenderedFiles, prerenderer} from "./prerender.js";
import {siteData} from "./site-data.js";
import {ChangedSkeletonError} from "./skeleton.js";
import type {Skeleton, SkeletonFile} from "./skeleton.js";

/** The data of a site. */
interface FillSource {
  latest: Latest;
  settings: Settings;
  reporter: Reporter;

  /** The beginning of the digest of the suite to show; defaults to the newest, if there is one. */
  suite?: string;

  /** The models that its pages can score with; defaults to that of the run alone. */
  models?: SiteModels;
}

/** A data file of a site: its path in the skeleton leads to it. */
interface FilledFile {
  /** The path in the site, with the digest of the bytes. */
  path: string;
  size: number;
}

/** Copies all of *skeleton* into the empty *folder* that is the same whatever is published; throws a ChangedSkeletonError. */
export async function copyStatic({folder: from, files}: Skeleton, folder: string): Promise<void> {
  const still = files.filter(({path}) => !isPage(path) && dataName(path) === undefined);
  const folders = new Set(files.map(({path}) => dirname(join(folder, path))));
  for (const path of folders) await mkdir(path, {recursive: true});
  await Promise.all(
    still.map(async ({path, sha256: digest}) => {
      await copyFile(join(from, path), join(folder, path));
      const copied = await sha256OfFile(join(folder, path));
      if (copied.sha256 !== digest) throw new ChangedSkeletonError(path);
    })
  );
}

/** Returns the pages of *skeleton*, by path; throws a ChangedSkeletonError. */
export async function readPages({folder, files}: Skeleton): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const {path, sha256: digest} of files.filter((file) => isPage(file.path))) {
    const html = await readFile(join(folder, path), "utf8");
    if (sha256(html) !== digest) throw new ChangedSkeletonError(path);
    pages.set(path, html);
  }
  return pages;
}

/**
 * Writes the data of the run *latest* into *folder*, and *pages* with the addresses and numbers of it. What results is
 * a function of the skeleton’s *files* and the data: the same whatever the folder was filled with before.
 */
export async function fillSite(
  folder: string,
  {pages, files}: {pages: ReadonlyMap<string, string>; files: readonly SkeletonFile[]},
  {latest, settings, reporter, suite, models = ownModelAlone}: FillSource
): Promise<void> {
  const data = siteData(latest, settings, reporter, {suite, models});
  await writeModelFiles(folder, models);
  const documents = new Map<string, unknown>();
  const filled = new Map<string, FilledFile>();
  await Promise.all(
    files.map(async ({path}) => {
      const name = dataName(path);
      if (name === undefined) return;
      const written = join(folder, path);
      await data.write(name, written);
      if (prerenderedFiles.includes(name))
        documents.set(name, JSON.parse(await readFile(written, "utf8")));
      if (path.startsWith("_file/")) filled.set(path, await withDigest(folder, path));
    })
  );
  const prerender = prerenderer(documents, settings.feed);
  for (const [path, html] of pages) {
    const root = "../".repeat(path.split("/").length - 1) || "./";
    const page = prerender(withFiles(html, root, filled), root);
    await writeFile(join(folder, path), withPolicy(withPreloads(withoutTimes(page))));
  }
}

/** Gives the file at *path* a name with its digest, as Framework does, in place of the placeholder’s. */
async function withDigest(folder: string, path: string): Promise<FilledFile> {
  const {sha256: digest, bytes} = await sha256OfFile(join(folder, path));
  const [extension, old] = [extname(path), extname(basename(path, extname(path)))];
  const name = basename(path, old + extension);
  const renamed = `${dirname(path)}/${name}.${digest.slice(0, 8)}${extension}`;
  await rename(join(folder, path), join(folder, renamed));
  return {path: renamed, size: bytes};
}

function isPage(path: string): boolean {
  return path.endsWith(".html");
}

/** Returns the name of the data file whose placeholder is at *path*: `today.json` of `_file/data/today.d1a2f3b4.json`. */
function dataName(path: string): string | undefined {
  const [, name, extension] =
    /^_file\/data\/([\w-]+)\.[0-9a-f]{8}(\.\w+)$/.exec(path) ??
    /^data\/([\w-]+)(\.\w+)$/.exec(path) ??
    [];
  return name && name + extension;
}
