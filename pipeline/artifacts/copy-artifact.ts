import type {Manifest} from "../../src/core/schema/artifacts.js";
import {layerOf} from "../../src/core/schema/artifacts.js";
import {UsageError} from "../config/errors.js";
import {fileKey, findManifest} from "./artifacts.js";
import type {PhaseContext} from "./context.js";
import {sha256} from "./digest.js";

/**
 * Writes the artifact *manifest* into the store, unless it is there, with the files that *read* returns by their paths, and
 * returns it. Throws a UsageError if a file has other bytes than the manifest says.
 */
export async function copyArtifact(
  manifest: Manifest,
  read: (path: string) => Promise<Uint8Array>,
  context: Pick<PhaseContext, "stores" | "breachOf">
): Promise<Manifest> {
  const {stores} = context;
  const found = await findManifest(stores, manifest.phase, manifest.key);
  if (found) return checkUse(found, context);
  const store = stores[layerOf[manifest.phase]];
  for (const {path, sha256: digest} of manifest.files) {
    const bytes = await read(path);
    if (sha256(bytes) !== digest)
      throw new UsageError(
        `changed file: ${path} has the digest ${sha256(bytes)}, and its manifest says ${digest}; copy the artifact again`
      );
    await store.write(fileKey(manifest, path), bytes);
  }
  await store.write(fileKey(manifest, "manifest.json"), await read("manifest.json"));
  return manifest;
}

/** Returns *manifest*, found in the store; throws a UsageError if it is not what it was. */
export async function checkUse(
  manifest: Manifest,
  {breachOf}: Pick<PhaseContext, "breachOf">
): Promise<Manifest> {
  const breach = await breachOf?.(manifest);
  if (breach === undefined) return manifest;
  throw new UsageError(`changed artifact: ${breach}; \`atalaya verify\` says what else is`);
}
