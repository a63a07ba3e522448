import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {ArtifactFile, Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {Finding} from "./verification.js";

/**
 * Returns what differs between an artifact as it was *recorded* and as it was *made* a second time: its files by
 * the digest of their bytes, or of their content where that is what counts, and everything else that a
 * manifest says. Empty if they are identical.
 */
export function compareManifests(recorded: Manifest, made: Manifest): Finding[] {
  const {phase} = recorded;
  const findings: Finding[] = [];
  const compare = (what: string, expected: string, found: string) => {
    if (expected !== found) findings.push({what: `${phase}: ${what}`, expected, found});
  };
  compare("version", String(recorded.phaseVersion), String(made.phaseVersion));
  for (const name of ["parameters", "inputs"] as const)
    compare(name, textOf(recorded[name] as Json), textOf(made[name] as Json));
  const [before, after] = [digestsOf(recorded.files), digestsOf(made.files)];
  for (const path of new Set([...before.keys(), ...after.keys()]))
    compare(path, before.get(path) ?? "nothing", after.get(path) ?? "nothing");
  if (findings.length > 0) return findings;
  compare("rows", String(recorded.rows), String(made.rows));
  for (const name of new Set([...Object.keys(recorded.facts), ...Object.keys(made.facts)]))
    compare(`facts: ${name}`, textOf(recorded.facts[name]), textOf(made.facts[name]));
  compare("key", recorded.key, made.key);
  compare("manifest", comparable(recorded), comparable(made));
  return findings;
}

function digestsOf(files: readonly ArtifactFile[]): Map<string, string> {
  return new Map(files.map(({path, sha256, content}) => [path, content ?? sha256]));
}

/** Returns all that *manifest* says, but for the bytes of files that count by their content, and of the manifests that name them. */
function comparable(manifest: Manifest): string {
  const loose = new Set(manifest.files.flatMap(({content, partition}) => (content ? [partition] : []))); // prettier-ignore
  const partitions = manifest.partitions?.map(({manifest: text, ...entry}) =>
    loose.has(entry.key) ? entry : {...entry, manifest: text}
  );
  const files = manifest.files.map(({sha256, bytes, content, ...file}) =>
    content ? {...file, content} : {...file, sha256, bytes}
  );
  return canonicalJson({...manifest, files, ...(partitions && {partitions})} as unknown as Json);
}

function textOf(value: Json | undefined): string {
  return value === undefined ? "nothing" : canonicalJson(value);
}
