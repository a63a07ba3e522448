import type {Settings} from "../config/settings.js";
import {isBucketAddress, parseBucketAddress} from "./address.js";
import {openMirror} from "./mirror.js";
import type {Mirror} from "./mirror.js";

/** Patterns of logs, of which some are addresses of an object store. */
export interface Sources {
  /** What a run reads: the patterns, with the folder of its mirror in place of each address. */
  readonly paths: string[];

  /** The patterns that name files on this machine. */
  readonly local: string[];

  readonly mirrors: readonly Mirror[];
}

/** Returns what *patterns* mean with *settings*, as `openMirror` does; nothing is fetched yet. */
export function openSources(
  patterns: readonly string[],
  settings: Settings,
  warn: (message: string) => void
): Sources {
  const mirrors: Mirror[] = [];
  const paths = patterns.map((pattern) => {
    if (!isBucketAddress(pattern)) return pattern;
    const mirror = openMirror(parseBucketAddress(pattern), settings, {warn});
    mirrors.push(mirror);
    return mirror.folder;
  });
  return {paths, mirrors, local: patterns.filter((pattern) => !isBucketAddress(pattern))};
}

/** Brings each of *mirrors* up to date, one after the other. */
export async function updateAll(mirrors: readonly Mirror[]): Promise<void> {
  for (const mirror of mirrors) await mirror.update();
}
