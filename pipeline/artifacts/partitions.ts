import type {Manifest} from "../../src/core/schema/artifacts.js";
import {artifactKey, findUsable, keepArtifact} from "./artifacts.js";
import type {ArtifactSpec, Made} from "./artifacts.js";
import type {PhaseContext} from "./context.js";
import {countPartition} from "./count-partition.js";
import {newFolder} from "./new-folder.js";

/** A partition that is not there yet. */
export interface MissingPartition {
  /** Its place among those that are asked for. */
  place: number;

  /** The folder to make it in. */
  folder: string;
}

/**
 * Returns the partitions that *specs* describe, as materialisePartition does for each, but *make* makes all that are not there in
 * one go, and returns what it made in their order: what many small ones have in common is done once.
 */
export async function materialisePartitions(
  specs: readonly (ArtifactSpec & {partition: string})[],
  context: PhaseContext,
  make: (missing: readonly MissingPartition[]) => Promise<Made[]>
): Promise<Manifest[]> {
  const found = await Promise.all(specs.map((spec) => findUsable(spec, context)));
  const places = [...specs.keys()].filter((place) => !found[place]);
  const missing = await Promise.all(
    places.map(async (place) => {
      const spec = specs[place];
      return {place, folder: await newFolder(spec.phase, artifactKey(spec), context)};
    })
  );
  const made = missing.length > 0 ? await make(missing) : [];
  const kept = await Promise.all(
    missing.map(({place, folder}, i) => keepArtifact(specs[place], context, folder, made[i]))
  );
  const all = found.map((manifest, place) => manifest ?? kept[places.indexOf(place)]);
  for (const [place, {key}] of all.entries())
    countPartition(key, found[place] ? "reused" : "made", context);
  return all;
}
