import {constants, copyFile, link, mkdir} from "node:fs/promises";
import {dirname, resolve, sep} from "node:path";
import {rawFiles} from "../../src/core/proof/statement.js";
import type {TimeRequest} from "../../src/core/readers/time-bounds.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {CleanPast} from "../../src/core/schema/clean-past.js";
import type {RawFacts, SkippedFile} from "../../src/core/schema/raw-facts.js";
import type {VerdictName} from "../../src/core/verdicts/verdict.js";
import {NotFoundError, UsageError} from "../config/errors.js";
import {fileKey, findManifest} from "../artifacts/artifacts.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import {parseRuleInput} from "../rules/rule-input.js";
import type {RuleInput} from "../rules/rule-input.js";
import type {Stores} from "../storage/store.js";
import type {Finding} from "./verification.js";

/** The input of a run: files, by path, or the synthetic feed. */
export type StoredInput =
  | {
      kind: "files";
      patterns: string[];
      skipped: readonly SkippedFile[];
      time: TimeRequest | undefined;
    }
  | {kind: "synthetic"; flows: number; days: number; seed: number; difficulty?: number};

type Feed = Omit<StoredInput & {kind: "synthetic"}, "kind">;

/**
 * Brings what the ingestion *raw* was made from into *folder*: the bytes that RAW keeps, under the names
 * that they had. A feed has no bytes, only its parameters. Adds to *findings* what RAW has no longer, or
 * with other bytes.
 */
export async function fetchInput(
  stores: Stores,
  raw: Manifest,
  folder: string,
  findings: Finding[]
): Promise<StoredInput> {
  const feed = raw.parameters.synthetic as Feed | null;
  if (feed) return {kind: "synthetic", ...feed};
  const patterns: string[] = [];
  for (const {name, sha256: digest} of rawFiles(raw)) {
    const path = pathOf(folder, name);
    await mkdir(dirname(path), {recursive: true});
    const found = await fetchBytes(stores, digest, path);
    if (found !== digest)
      findings.push({what: `raw/bytes/${digest}`, expected: digest, found: found ?? "nothing"});
    patterns.push(path);
  }
  const {skipped = []} = raw.facts as unknown as RawFacts;
  const {time} = raw.parameters as {time?: TimeRequest};
  return {kind: "files", patterns, skipped, time};
}

/** The manifests of a clean past, as an evaluation names them. */
export interface StoredPast {
  raw: Manifest;
  silver: Manifest;
}

/** Returns the manifests of the clean past that *evaluation* was made with; null if there was none. Throws a UsageError if they are gone. */
export async function findPast(stores: Stores, evaluation: Manifest): Promise<StoredPast | null> {
  const past = evaluation.parameters.past as unknown as CleanPast | undefined;
  if (!past) return null;
  const raw = await findManifest(stores, "ingestion", past.ingestion);
  const silver = await findManifest(stores, "transformation", past.transformation);
  if (raw && silver) return {raw, silver};
  throw new UsageError(
    "artifact not found: the clean past of this run was removed, and there is nothing to compare"
  );
}

/** Returns the external model file of *training*, from the artifact; null if there was none. */
export async function fetchExternal(
  stores: Stores,
  training: Manifest
): Promise<{text: string; sha256: string} | null> {
  const input = training.inputs.find(({name}) => name === "model");
  if (!input) return null;
  const file = training.files.find((one) => one.sha256 === input.sha256);
  if (!file) throw new NotFoundError(`model not found: ${input.sha256}; training was given it`);
  const text = new TextDecoder().decode(await stores.models.read(fileKey(training, file.path)));
  return {text, sha256: sha256(text)};
}

/** A verdict on an event or an incident, as an evaluation keeps it. */
type StoredVerdict = {file: string; verdict: VerdictName} & ({line: number} | {incident: string});

/** Returns the verdicts that *evaluation* was given, from the artifact; none if it had none. */
export async function fetchVerdicts(
  stores: Stores,
  evaluation: Manifest
): Promise<StoredVerdict[]> {
  const text = await fetchGiven(stores, evaluation, "verdicts");
  if (text === undefined) return [];
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as StoredVerdict);
}

/** Returns the rules that *evaluation* was given, from the artifact; null if it had none. */
export async function fetchRules(stores: Stores, evaluation: Manifest): Promise<RuleInput | null> {
  const text = await fetchGiven(stores, evaluation, "rules");
  return text === undefined ? null : parseRuleInput(text);
}

/** Returns the text of the file that *evaluation* was given as *name*; undefined if it had none. */
async function fetchGiven(
  stores: Stores,
  evaluation: Manifest,
  name: string
): Promise<string | undefined> {
  const input = evaluation.inputs.find((one) => one.name === name);
  if (!input) return undefined;
  const file = evaluation.files.find(({sha256}) => sha256 === input.sha256);
  if (!file)
    throw new NotFoundError(`${name} not found: ${input.sha256}; evaluation was given them`);
  return new TextDecoder().decode(await stores.eval.read(fileKey(evaluation, file.path)));
}

/** Returns the parameters that *manifest* was made with, as the phase takes them. */
export function parametersOf<T>(manifest: Manifest): T {
  return manifest.parameters as {[name: string]: Json} as T;
}

async function fetchBytes(
  stores: Stores,
  digest: string,
  path: string
): Promise<string | undefined> {
  try {
    const stored = await stores.raw.localPath(`bytes/${digest}`);
    await link(stored, path).catch(() => copyFile(stored, path, constants.COPYFILE_FICLONE)); // nobody writes to it
    return (await sha256OfFile(path)).sha256;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Returns where the file called *name* goes; throws a UsageError if that would be outside of *folder*. */
function pathOf(folder: string, name: unknown): string {
  const path = typeof name === "string" ? resolve(folder, name) : "";
  if (path.startsWith(resolve(folder) + sep) && !path.includes("\0")) return path;
  throw new UsageError(
    `invalid name of a file: ${JSON.stringify(name)}; the manifest was changed: \`atalaya verify\` says more`
  );
}
