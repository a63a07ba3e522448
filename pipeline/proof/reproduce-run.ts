import {existsSync} from "node:fs";
import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import {subjectName} from "../../src/core/proof/statement.js";
import type {RunStatement} from "../../src/core/proof/statement.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {openAudit} from "../audit/open.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import type {PhaseContext, Reporter} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {defaultPhases} from "../run/phases.js";
import {fileKey, findManifest} from "../artifacts/artifacts.js";
import {copyArtifact} from "../artifacts/copy-artifact.js";
import {openStores} from "../storage/open.js";
import type {Stores} from "../storage/store.js";
import {readCode} from "./code.js";
import {compareManifests} from "./compare-manifests.js";
import {chooseRun, findEntry, readPointer} from "./find-run.js";
import {openReader} from "./objects.js";
import {withScratch} from "./scratch.js";
import {
  fetchExternal,
  fetchInput,
  fetchRules,
  fetchVerdicts,
  findPast,
  parametersOf
} from "./stored-input.js";
import type {StoredInput, StoredPast} from "./stored-input.js";
import {listStatements} from "./statements.js";
import {newParts} from "./verification.js";
import type {Finding} from "./verification.js";
import {knownKeys, verifyStatement} from "./verify-statement.js";

/** The result of recomputing a run. */
export interface Reproduction {
  run: string;
  /** True if every recomputed digest equals the recorded one. */
  identical: boolean;
  /** The digest of each artifact as recorded and as reproduced; null if it was not made. */
  artifacts: {phase: Phase; recorded: string; made: string | null}[];
  differences: Finding[];
  /** The code that ran, by the signed statement; null without one. */
  recordedCode: {version: string; sha256: string} | null;
  /** The code that ran now. */
  code: {version: string; sha256: string};
}

/**
 * Runs *run* again (the latest by default) from what RAW keeps, with the recorded parameters, in a folder
 * that is removed afterwards, and compares what comes out. Nothing of the run is changed. Throws a
 * UsageError if there is no such run, or its manifests are gone.
 */
export async function reproduceRun(
  settings: Settings,
  asked: string | undefined,
  reporter: Reporter
): Promise<Reproduction> {
  return withScratch(settings, async (scratch) => {
    const stores = openStores(settings);
    const {run, keys, statement} = await findRecorded(settings, asked, reporter, scratch);
    const recorded = await readManifests(stores, keys);
    const differences: Finding[] = [];
    const made = await remake(settings, stores, recorded, await scratch(), {
      reporter,
      differences
    });
    for (const phase of phases) {
      const reproduced = made?.[phase].manifest;
      if (reproduced) differences.push(...compareManifests(recorded[phase], reproduced));
    }
    const {version, sha256} = await readCode();
    return {
      run,
      identical: made !== undefined && differences.length === 0,
      artifacts: phases.map((phase) => ({
        phase,
        recorded: recorded[phase].sha256,
        made: made?.[phase].manifest.sha256 ?? null
      })),
      differences,
      recordedCode: (statement && codeOf(statement)) ?? null,
      code: {version, sha256}
    };
  });
}

interface Recorded {
  run: string;
  /** The keys of its artifacts. */
  keys: Record<Phase, string>;
  statement: RunStatement | undefined;
}

/** Finds the run in the audit, or else in its statement alone: a copy of the store will do. */
async function findRecorded(
  settings: Settings,
  asked: string | undefined,
  reporter: Reporter,
  scratch: () => Promise<string>
): Promise<Recorded> {
  const reader = openReader(settings, scratch);
  const hasAudit = settings.postgres !== null || existsSync(settings.audit);
  const onWait = (message: string) => reporter.warn(message);
  const audit = hasAudit ? await openAudit(settings, {onWait}) : undefined;
  try {
    const {eval: store} = reader.stores;
    const statements = await listStatements(store);
    const run = await chooseRun(asked, await readPointer(reader), audit, statements);
    const known = await knownKeys(settings, undefined);
    const signed = await verifyStatement(reader, run, known, newParts().statement);
    const entry = audit && (await findEntry(audit, run));
    const inStatement = signed?.statement.predicate.buildDefinition.internalParameters;
    const keys = phases.map((phase) => {
      const found =
        inStatement?.[phase].key ?? entry?.phases.find((one) => one.phase === phase)?.key;
      if (found) return [phase, found];
      if (!entry) throw new UsageError(`run not found: ${run}; \`atalaya runs\` lists them`);
      throw new UsageError(`unfinished run: ${run} has no ${phase}; there is nothing to compare`);
    });
    const statement = signed?.statement;
    return {run, keys: Object.fromEntries(keys) as Record<Phase, string>, statement};
  } finally {
    await audit?.close();
  }
}

async function readManifests(
  stores: Stores,
  keys: Record<Phase, string>
): Promise<Record<Phase, Manifest>> {
  const manifests: Partial<Record<Phase, Manifest>> = {};
  for (const phase of phases) {
    const name = subjectName({phase, key: keys[phase]}, "manifest.json");
    const manifest = await findManifest(stores, phase, keys[phase]).catch((error: Error) => {
      if (!(error instanceof SyntaxError)) throw error;
      throw new UsageError(`damaged manifest: ${name}; \`atalaya verify\` says what else is`);
    });
    if (!manifest)
      throw new UsageError(
        `artifact not found: ${name}; it was removed, and there is nothing to compare`
      );
    manifests[phase] = manifest;
  }
  return manifests as Record<Phase, Manifest>;
}

/** Runs all phases again in *folder*; returns undefined if RAW no longer has what they were made from. */
async function remake(
  settings: Settings,
  stores: Stores,
  recorded: Record<Phase, Manifest>,
  folder: string,
  {reporter, differences}: {reporter: Reporter; differences: Finding[]}
): Promise<Record<Phase, PhaseResult> | undefined> {
  const input = await fetchInput(stores, recorded.ingestion, join(folder, "input"), differences);
  const past = await findPast(stores, recorded.evaluation);
  const pastInput = past && (await fetchInput(stores, past.raw, join(folder, "past"), differences));
  if (differences.length > 0) return undefined;
  const external = await fetchExternal(stores, recorded.training);
  const verdicts = await fetchVerdicts(stores, recorded.evaluation);
  const rules = await fetchRules(stores, recorded.evaluation);
  const context: PhaseContext = {
    stores: openStores({...settings, minio: null, store: join(folder, "store")}),
    scratch: join(folder, "scratch"),
    reporter,
    threads: settings.threads
  };
  await mkdir(context.scratch, {recursive: true});
  const {ingest, transform, train, evaluate} = defaultPhases;
  const ingestion = await ingest(input, context);
  const raw = ingestion.manifest;
  const transformation = await transform(raw, context, parametersOf(recorded.transformation));
  const silver = transformation.manifest;
  const pastMade = past && pastInput && (await remakePast(pastInput, past.silver, context));
  const training = isFrozen(recorded)
    ? await copyTraining(stores, recorded.training, context)
    : await train(
        pastMade?.silver ?? silver,
        {...parametersOf(recorded.training), external},
        context
      );
  const models = training.manifest;
  const evaluation = await evaluate(
    {raw, silver, models},
    {...parametersOf(recorded.evaluation), rules, verdicts, past: pastMade},
    context
  );
  return {ingestion, transformation, training, evaluation};
}

/** Takes the files of a clean past through ingestion and transformation again. */
async function remakePast(
  input: StoredInput,
  silver: Manifest,
  context: PhaseContext
): Promise<StoredPast> {
  const {ingest, transform} = defaultPhases;
  const raw = (await ingest(input, context)).manifest;
  return {raw, silver: (await transform(raw, context, parametersOf(silver))).manifest};
}

/** Copies a frozen training into the store of *context*; every file is checked by its digest. */
async function copyTraining(
  stores: Stores,
  manifest: Manifest,
  context: PhaseContext
): Promise<PhaseResult> {
  const read = (path: string) => stores.models.read(fileKey(manifest, path));
  const copied = await copyArtifact(manifest, read, context);
  return {
    manifest: copied,
    reused: true,
    seconds: 0,
    rowsIn: 0,
    rowsOut: manifest.rows,
    rejected: 0
  };
}

/** Returns whether the models of a run were trained on events that it was not given: nothing trains them again. */
function isFrozen({transformation, training, evaluation}: Record<Phase, Manifest>): boolean {
  const trained = training.inputs.find(({name}) => name === "transformation");
  return !evaluation.parameters.past && trained?.sha256 !== transformation.sha256;
}

function codeOf({predicate}: RunStatement): Reproduction["recordedCode"] {
  const {resolvedDependencies} = predicate.buildDefinition;
  const code = resolvedDependencies.find(({name}) => name === "atalaya");
  return code ? {version: String(code.annotations?.version), sha256: code.digest.sha256} : null;
}
