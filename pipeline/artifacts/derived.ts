import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {layerOf} from "../../src/core/schema/artifacts.js";
import {NotFoundError} from "../config/errors.js";
import type {PhaseContext} from "./context.js";
import {findManifest} from "./artifacts.js";

/** How many manifests a process keeps what it derived from: they are large where an artifact has many partitions. */
const maxKept = 4;

/** Returns the manifest of the artifact *key* of *phase*; rejects with a NotFoundError if there is none. */
export async function readManifest(
  {stores}: Pick<PhaseContext, "stores">,
  phase: Phase,
  key: string
): Promise<Manifest> {
  const manifest = await findManifest(stores, phase, key);
  if (manifest) return manifest;
  throw new NotFoundError(`artifact not found: ${key} of ${phase} in ${stores[layerOf[phase]].location}`); // prettier-ignore
}

/**
 * Returns a function that returns what *derive* makes of the artifact of a key. What was asked for last is kept, so that a process
 * that does many tasks reads and parses a manifest once; what fails is tried anew the next time.
 */
export function derivedByKey<Derived>(
  phase: Phase,
  derive: (manifest: Manifest, context: PhaseContext) => Derived | Promise<Derived>
): (key: string, context: PhaseContext) => Promise<Derived> {
  const kept = new Map<string, Promise<Derived>>();
  return (key, context) => {
    const place = `${context.stores[layerOf[phase]].location} ${key}`;
    const known =
      kept.get(place) ??
      readManifest(context, phase, key).then((manifest) => derive(manifest, context));
    kept.delete(place);
    kept.set(place, known);
    known.catch(() => kept.delete(place));
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break;
      kept.delete(oldest);
    }
    return known;
  };
}
