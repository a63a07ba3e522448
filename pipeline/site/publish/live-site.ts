import {readdir, readlink, rm} from "node:fs/promises";
import {basename, join} from "node:path";
import {checkBuilt} from "./check-built.js";
import {siteFolder} from "./prepare-release.js";

/** The names in the folder of a published site: of the link to the live release, and of the folder of releases. */
export const [liveLink, releasesFolder] = ["live", "releases"] as const;

/** The release that is live. */
export interface LiveSite {
  /** Its folder in that of the releases. */
  name: string;
  /** Null if it is not complete: anything may replace it. */
  shown: ShownSite | null;
}

/** What a site shows. */
export interface ShownSite {
  run: string;
  /** The time at which the run ended; ISO 8601, UTC; null without a statement on it. */
  finishedAt: string | null;
  /** The SHA-256 of the site’s manifest. */
  digest: string;
}

/** Returns the release of the published site *to* that is live; undefined if there is none. */
export async function findLive(to: string): Promise<LiveSite | undefined> {
  const target = await readlink(join(to, liveLink)).catch(() => undefined);
  if (target === undefined) return undefined;
  const name = basename(target);
  const shown = await readShown(join(to, releasesFolder, name, siteFolder)).catch(() => null);
  return {name, shown};
}

/** Returns what the site in *folder* shows; rejects if it is not as its manifest says. */
export async function readShown(folder: string): Promise<ShownSite> {
  const {manifest, finishedAt, digest} = await checkBuilt(folder);
  return {run: manifest.run, finishedAt, digest};
}

/**
 * Returns whether the site *next* may take the place of the *live* one: not if that shows a newer run. The
 * *latest* run of the store is the newest of all; of others, the one that ended later, or else began later.
 */
export function mayReplace(
  next: Pick<ShownSite, "run" | "finishedAt">,
  live: Pick<ShownSite, "run" | "finishedAt">,
  latest: string | undefined
): boolean {
  if (live.run === next.run || next.run === latest) return true;
  if (live.run === latest) return false;
  const [a, b] = [next, live].map(({finishedAt}) => Date.parse(finishedAt ?? ""));
  if (a !== b && !Number.isNaN(a - b)) return a > b;
  return next.run > live.run; // names begin with the time at which a run began
}

/** Removes the releases of *to* but for *kept* and for those whose publisher, by *isOwned*, may still make its own live. */
export async function removeReleases(
  to: string,
  kept: readonly string[],
  isOwned: (name: string) => boolean
): Promise<void> {
  const names = await readdir(join(to, releasesFolder));
  const others = names.filter((name) => !kept.includes(name) && !isOwned(name));
  for (const name of others)
    await rm(join(to, releasesFolder, name), {recursive: true, force: true});
}
