import {mkdtemp, readdir, rename, rm, stat} from "node:fs/promises";
import {dirname, join, resolve} from "node:path";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import {findLatest} from "../run/latest.js";
import type {Latest} from "../run/latest.js";
import {firstRun, requireNoFeed} from "../run/materialise.js";
import {defaultRequest} from "../run/request.js";
import type {RunRequest} from "../run/request.js";
import {openStores} from "../storage/open.js";
import {copyStatic, fillSite, readPages} from "./fill/fill-site.js";
import {withSkeleton} from "./fill/skeleton.js";
import type {Skeleton} from "./fill/skeleton.js";
import {readSiteModels} from "./models/site-models.js";
import {withOwnFolder} from "./own-folder.js";
import {findSuite} from "../suite/stored-suites.js";
import {writeSiteManifest} from "../proof/site-manifest.js";
import {makeFolder} from "../lease/make-folder.js";
import {makeWorkspace} from "../run/workspace-lock.js";

/** What a site is built from beside the latest run. */
export interface BuildOptions {
  /** The run to make if there is none yet; defaults to the synthetic feed. */
  request?: RunRequest;

  /** The beginning of the digest of the suite to show; defaults to the newest, if there is one. */
  suite?: string;

  /** The names of the models that its pages can score with beside that of the run: see `findModels`; none by default. */
  models?: readonly string[];
}

/** A site that was built. */
export interface BuiltSite {
  /** Its folder. */
  out: string;
  pages: number;
  files: number;
  bytes: number;
}

/**
 * Builds the site from the latest run into *out*, all of it from that one run. Pages of the same sources are kept from earlier builds, without data: what is of the run is put into them.
 * Rejects with the last lines of the builder if it fails. Two builds of one run are equal, to the byte, as
 * long as the audit says the same, whatever was built before.
 */
export async function buildSite(
  out: string,
  settings: Settings,
  reporter: Reporter,
  options: BuildOptions = {}
): Promise<BuiltSite> {
  const target = resolve(out);
  await checkTarget(target);
  return withOwnFolder(`${target}.partial-`, async (own) => {
    const folder = join(own, "site");
    await buildInto(folder, settings, reporter, options);
    const site = {...(await measure(folder)), out};
    await replaceFolder(folder, target, join(own, "before"));
    reporter.end("build", `${site.pages} pages, ${(site.bytes / 1e6).toFixed(1)} MB in ${out}`);
    return site;
  });
}

/**
 * Builds the site from the latest run, as buildSite does, into *folder*, which nobody else writes; returns
 * the run.
 */
export async function buildInto(
  folder: string,
  settings: Settings,
  reporter: Reporter,
  {request = defaultRequest, suite, models: names = []}: BuildOptions = {}
): Promise<Latest> {
  if (suite !== undefined) await findSuite(openStores(settings).eval, suite); // before anything is built
  const latest = await runBesidePages(settings, reporter, request);
  const models = await readSiteModels(names, latest, settings, reporter);
  const skeleton = await copySkeleton(folder, settings, reporter);
  await fillSite(folder, skeleton, {latest, settings, reporter, suite, models});
  const isSigned = await writeSiteManifest(folder, latest, settings); // the last step: it holds the digest of every file
  if (!isSigned)
    reporter.warn(
      `the key that signed the run ${latest.run} is not here: the site is not signed, and Verify will say that it is not as published; build it where the key is`
    );
  return latest;
}

/** Returns the latest run; if there is none, makes it, and meanwhile the pages without data. */
async function runBesidePages(settings: Settings, reporter: Reporter, request: RunRequest) {
  const latest = await findLatest(openStores(settings));
  if (latest) return latest;
  requireNoFeed(settings);
  await makeWorkspace(settings);
  const onWait = (message: string) => reporter.warn(message);
  const pages = withSkeleton(async () => {}, {settings, onWait, onBegin() {}});
  pages.catch(() => {}); // the run comes to its end first
  const first = await firstRun(settings, reporter, request);
  await pages;
  return first;
}

/** Copies the site without data into *folder*, and returns its pages, to be filled, and its files. */
async function copySkeleton(folder: string, settings: Settings, reporter: Reporter) {
  const onWait = (message: string) => reporter.warn(message);
  const copy = async (skeleton: Skeleton) => {
    await copyStatic(skeleton, folder);
    return {pages: await readPages(skeleton), files: skeleton.files};
  };
  return withSkeleton(copy, {settings, onWait, onBegin: () => reporter.begin("build")});
}

/** Puts *folder* in the place of *target*, which becomes *before*; of several at once, one stays. */
async function replaceFolder(folder: string, target: string, before: string): Promise<void> {
  for (;;) {
    await rm(before, {recursive: true, force: true});
    await rename(target, before).catch(unless("ENOENT"));
    const isTaken = await rename(folder, target).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOTEMPTY" || error.code === "EEXIST") return true;
        throw error;
      }
    );
    if (!isTaken) return;
  }
}

function unless(code: string) {
  return (error: NodeJS.ErrnoException) => {
    if (error.code !== code) throw error;
  };
}

/**
 * Throws a UsageError if *target* is a folder that is no site, which the build would empty, or if no folder
 * can take its place: before anything is built.
 */
async function checkTarget(target: string): Promise<void> {
  try {
    const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [] as string[];
      throw error;
    });
    if (entries.length > 0 && !entries.includes("_observablehq"))
      throw new UsageError(
        `invalid --out: ${target} holds something else than a site, and a build would empty it; name a new folder`
      );
    await makeFolder(dirname(target));
    await rm(await mkdtemp(`${target}.partial-`), {recursive: true});
    const [here, above] = [await maybeDevice(target), await maybeDevice(dirname(target))];
    if (here !== undefined && here !== above)
      throw new UsageError(
        `invalid --out: ${target} is a file system of its own, which no build can replace; name a folder in it`
      );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(
      `invalid --out: ${target} cannot be written (${code}); name a folder in one that you may write`,
      {cause: error}
    );
  }
}

async function maybeDevice(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({dev}) => dev,
    () => undefined
  );
}

async function measure(out: string): Promise<BuiltSite> {
  const entries = await readdir(out, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) bytes += (await stat(join(file.parentPath, file.name))).size;
  const pages = files.filter(({name}) => name.endsWith(".html") && name !== "404.html").length;
  return {out, pages, files: files.length, bytes};
}
