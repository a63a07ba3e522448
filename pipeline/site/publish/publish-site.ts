import {cp, lstat, mkdir, readdir, rename, rm, stat, symlink} from "node:fs/promises";
import {basename, join, resolve} from "node:path";
import {siteManifestPath} from "../../../src/core/proof/site.js";
import {OutageError, UsageError} from "../../config/errors.js";
import type {Reporter} from "../../artifacts/context.js";
import {withLock} from "../../run/lock.js";
import type {Lock} from "../../run/lock.js";
import {withOwnFolder} from "../own-folder.js";
import {checkBuilt, syncFolder, syncPath} from "./check-built.js";
import {findLive, liveLink, mayReplace, releasesFolder, removeReleases} from "./live-site.js";
import type {ShownSite} from "./live-site.js";
import {checkNames, prepareRelease, siteFolder, writePrevious} from "./prepare-release.js";
import {makeFolder} from "../../lease/make-folder.js";

/** How to publish a site. */
export interface PublishOptions {
  /** The folder that a server reads: its link `live` leads to the release that is shown. */
  to: string;

  /** Writes the site into a folder, which is not there yet. */
  build(folder: string): Promise<unknown>;

  /** Returns the latest run of the store; undefined if there is none, or no store. */
  latestRun(): Promise<string | undefined>;

  /** Whether the site may take the place of one that shows a newer run. */
  force?: boolean;
}

/** The site that is live once one was published. */
export interface PublishedSite {
  /** The folder of the release that is live, in that of the releases. */
  live: string;
  /** The run that it shows. */
  run: string;
  /** `published` if it is the one that was built, `same` if an equal one was live, `older` if a newer one was. */
  outcome: "published" | "same" | "older";
  files: number;
}

/** A release that may become live. */
interface Release {
  /** The folder of the publisher, and that of the release in it. */
  own: string;
  folder: string;
  /** Its name in the folder of the releases. */
  name: string;
  shown: ShownSite;
}

const start = "next-";

/**
 * Builds a site in a folder of its own, compares every file with the site's manifest, and makes it live in
 * one step: readers find one complete site or the other. Any number of publishers may do so at once, on any
 * machines that share the folder, and be killed: what is live stays complete. Rejects with an OutageError
 * if this one was stopped for so long that others took it for dead.
 */
export async function publishSite(
  options: PublishOptions,
  reporter: Reporter
): Promise<PublishedSite> {
  const to = resolve(options.to);
  await checkFolder(to);
  return withOwnFolder(join(to, start), async (own) => {
    try {
      const folder = join(own, "release");
      await mkdir(folder);
      await options.build(join(folder, siteFolder));
      reporter.begin("publish");
      const {release, files} = await prepare(to, own, folder);
      const onWait = (message: string) => reporter.warn(message);
      const what = `the site in ${options.to}, to publish another one`;
      const {name, outcome} = await withLock(
        join(to, "publish.lock"),
        (lock) => goLive(to, release, options, lock),
        {what, onWait}
      );
      const sentences = {published: "is live", same: "was live already", older: "is of a newer run, and stays live"}; // prettier-ignore
      reporter.end("publish", `${name} ${sentences[outcome]}: ${files} files checked`);
      return {live: name, run: release.shown.run, outcome, files};
    } catch (error) {
      if (await isThere(own)) throw error;
      throw new OutageError(
        "this publisher was stopped for so long that another one took it for dead, and removed what it had built; publish again",
        {cause: error}
      );
    }
  });
}

/** Checks the site in *folder*, a new release, and makes it complete for nginx. */
async function prepare(
  to: string,
  own: string,
  folder: string
): Promise<{release: Release; files: number}> {
  const site = join(folder, siteFolder);
  const {manifest, finishedAt, digest} = await checkBuilt(site);
  const {run} = manifest;
  const paths = [...manifest.files.map(({path}) => path), siteManifestPath];
  checkNames(paths);
  const name = `${run.replace(/[^\w-]/g, "_").slice(0, 64)}-${idOf(basename(own))}`;
  await prepareRelease(folder, paths, join(to, releasesFolder, name));
  await syncFolder(folder);
  return {release: {own, folder, name, shown: {run, finishedAt, digest}}, files: paths.length};
}

/** Makes *release* the live one, unless an equal one is, or one of a newer run; with the lock of the site *to*. */
async function goLive(
  to: string,
  release: Release,
  {latestRun, force = false}: PublishOptions,
  lock: Lock
): Promise<{name: string; outcome: PublishedSite["outcome"]}> {
  const link = join(release.own, liveLink);
  await symlink(join(releasesFolder, release.name), link);
  await takeLinks(to, release.own);
  lock.check(); // who takes the lock from here on takes the link as well
  const live = await findLive(to);
  if (live?.shown?.digest === release.shown.digest) return {name: live.name, outcome: "same"};
  if (live?.shown && !force && !mayReplace(release.shown, live.shown, await latestRun()))
    return {name: live.name, outcome: "older"};
  if (live) await writePrevious(release.folder, join(to, releasesFolder, live.name));
  await mkdir(join(to, releasesFolder), {recursive: true});
  await rename(release.folder, join(to, releasesFolder, release.name));
  await syncPath(join(to, releasesFolder));
  await rename(link, join(to, liveLink)).catch((error: unknown) => {
    lock.check(); // another publisher has it, and has taken the link
    throw error;
  });
  await syncPath(to);
  await tidy(to, [release.name, ...(live ? [live.name] : [])]);
  return {name: release.name, outcome: "published"};
}

/**
 * Takes the links of other publishers, which they make with the lock of the site *to* only: whoever lost it
 * can make nothing live any more.
 */
async function takeLinks(to: string, own: string): Promise<void> {
  for (const name of (await readdir(to)).filter((one) => idOf(one) && one !== basename(own)))
    await rm(join(to, name, liveLink), {force: true});
}

/** Removes all releases of *to* but *kept*, and those of publishers that have not ended. */
async function tidy(to: string, kept: string[]): Promise<void> {
  const names = await readdir(to);
  const owners = names.map(idOf).filter(Boolean);
  const now = (await lstat(join(to, liveLink))).ctimeMs; // it was put there just now
  for (const name of names.filter((one) => /^now-[0-9a-f-]{36}$/.test(one))) {
    const age = await lstat(join(to, name)).then(({mtimeMs}) => now - mtimeMs, () => 0); // prettier-ignore
    if (age > 60_000) await rm(join(to, name), {force: true}); // of a killed one that asked for the time
  }
  await removeReleases(to, kept, (name) => owners.some((id) => name.endsWith(`-${id}`)));
}

/** Returns the id of the publisher whose folder is called *name*; undefined if that is no publisher's. */
function idOf(name: string): string | undefined {
  return /^next-([0-9a-f]{16})$/.exec(name)?.[1];
}

/** Throws a UsageError unless a site can be published in *to*: before anything is built. */
async function checkFolder(to: string): Promise<void> {
  try {
    await makeFolder(to);
    await withOwnFolder(join(to, start), (own) => symlink("nothing", join(own, liveLink)));
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(
      `invalid --to: ${to} cannot be written (${code}); name a folder that you may write, where there may be links`,
      {cause: error}
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  );
}

/** Returns what copies the site in *built* to a folder; throws a UsageError if there is none. */
export async function copySite(built: string): Promise<(folder: string) => Promise<void>> {
  if (!(await isThere(join(built, siteManifestPath))))
    throw new UsageError(`site not found: ${built}; run atalaya build with --out ${built} first`);
  return (folder) =>
    cp(built, folder, {recursive: true, verbatimSymlinks: true, preserveTimestamps: true});
}
