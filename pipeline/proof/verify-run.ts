import {existsSync} from "node:fs";
import {errorMessage} from "../../src/core/error-message.js";
import type {ChainHead} from "../../src/core/proof/chain.js";
import {auditHeadOf, subjectsByName} from "../../src/core/proof/read-statement.js";
import {rawFiles} from "../../src/core/proof/statement.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {Records} from "../audit/audit.js";
import {openAudit} from "../audit/open.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import {maybeDiskFailure} from "../storage/disk.js";
import {chooseRun, findEntry, readPointer, verifyPointer} from "./find-run.js";
import type {PublicKey} from "./keys.js";
import {openReader} from "./objects.js";
import type {ObjectReader} from "./objects.js";
import {withScratch} from "./scratch.js";
import {listStatements} from "./statements.js";
import {differ, newParts, parts as partNames} from "./verification.js";
import type {RunVerification} from "./verification.js";
import {findRemaking} from "./remade.js";
import type {Remakings} from "./remade.js";
import {maybeRemoved} from "./removed-run.js";
import {verifyArtifact, verifyRaw} from "./verify-objects.js";
import type {ObjectCheck, RecordedArtifact} from "./verify-objects.js";
import {verifyEntry, verifyLog} from "./verify-records.js";
import {verifyIncidents} from "./verify-incidents.js";
import {remeasureRecorded, verifyStudy} from "./verify-study.js";
import {verifySuites} from "./verify-suites.js";
import {knownKeys, verifyStatement} from "./verify-statement.js";
import type {KnownKeys, VerifiedStatement} from "./verify-statement.js";

/** The run to verify, and the key to check it against. */
export interface VerifyOptions {
  /** The name of the run; defaults to the latest. */
  run?: string;

  /** The key that must have signed it; defaults to those that the workspace or the store has. */
  key?: PublicKey;

  /** Heads of the audit’s log that were kept elsewhere, which it must go through; defaults to none but those in signed statements. */
  anchors?: readonly ChainHead[];
}

type Parts = ReturnType<typeof newParts>;

/**
 * Reads every object of a run again and compares it with the signed statement, the manifests and the
 * audit; checks the audit itself, and the signature. Memory is bounded. Throws a UsageError if there is
 * no such run.
 */
export async function verifyRun(
  settings: Settings,
  options: VerifyOptions,
  reporter: Reporter
): Promise<RunVerification> {
  return withScratch(settings, async (scratch) => {
    const parts = newParts();
    const reader = openReader(settings, scratch);
    const audit = await maybeAudit(settings, reporter, parts);
    try {
      return await verify({settings, reader, audit, parts, scratch, reporter}, options);
    } finally {
      await audit?.close();
    }
  });
}

interface Verifying {
  settings: Settings;
  reader: ObjectReader;
  audit: Records | undefined;
  parts: Parts;
  scratch: () => Promise<string>;
  reporter: Reporter;
}

async function verify(verifying: Verifying, options: VerifyOptions): Promise<RunVerification> {
  const {settings, reader, audit, parts} = verifying;
  const pointer = await readPointer(reader);
  const statements = await listStatements(reader.stores.eval);
  const run = await chooseRun(options.run, pointer, audit, statements);
  const entry = audit && (await findEntry(audit, run));
  const known = await knownKeys(settings, options.key);
  const signed = await verifyStatement(reader, run, known, parts.statement);
  if (!signed && !entry && !statements.includes(run))
    throw new UsageError(`run not found: ${run}; \`atalaya runs\` lists them`);
  if (!signed && entry && entry.status !== "succeeded")
    throw new UsageError(`unfinished run: ${run} (${entry.status}); there is nothing to verify`);
  const manifests = await verifyArtifacts(verifying, signed, entry, {reader, statements, known});
  const gone = await maybeRemoved(recordedArtifacts(signed, entry), {entry, audit, parts});
  let study: Manifest | undefined;
  if (audit) {
    await verifyPointer(pointer, audit, parts.eval);
    const actions = await audit.actions();
    if (entry) verifyEntry(entry, actions, signed, parts.audit);
    else differ(parts.audit, {what: `audit: run ${run}`, expected: "a run", found: "nothing"});
    const anchors = [
      ...(options.anchors ?? []),
      ...anchorOf(signed),
      ...(await newestAnchor(verifying, run, statements, known))
    ];
    await verifyLog(audit, anchors, parts.audit);
    await verifySuites(reader, actions, parts.eval);
    study = await verifyStudy({reader, parts}, manifests, actions);
  }
  if (partNames.every((name) => parts[name].findingCount === 0))
    await verifyPublished(verifying, manifests, study); // what was changed is named already
  return {
    run,
    ok: partNames.every((name) => parts[name].findingCount === 0),
    keyId: signed?.key.keyId ?? null,
    keyOrigin: signed?.origin ?? null,
    gone,
    finishedAt: signed?.statement.predicate.runDetails.metadata.finishedOn ?? null,
    parts: partNames.map((name) => parts[name])
  };
}

async function verifyArtifacts(
  {reader, parts, reporter}: Verifying,
  signed: VerifiedStatement | undefined,
  entry: RunEntry | undefined,
  remakings: Remakings
): Promise<(Manifest | undefined)[]> {
  let bytes = 0;
  reporter.begin("verify");
  const onRead = (read: number) => reporter.progress((bytes += read), null, "bytes");
  const subjects = signed && subjectsByName(signed.statement);
  const check: ObjectCheck = {
    reader,
    parts,
    subjects,
    onRead,
    findRemaking: async (artifact, sha256) =>
      signed && findRemaking(remakings, signed, artifact, sha256)
  };
  const manifests: (Manifest | undefined)[] = [];
  for (const artifact of recordedArtifacts(signed, entry))
    manifests.push(await verifyArtifact(check, artifact));
  await verifyRaw(check, subjects ? rawDigests([...subjects.keys()]) : rawOf(manifests));
  reporter.end("verify", `${bytes.toLocaleString("en-US")} bytes`);
  return manifests;
}

/** Recomputes the incidents, and what a *study* says, if all phases of the run are there. */
async function verifyPublished(
  {settings, reader, parts, scratch, reporter}: Verifying,
  manifests: readonly (Manifest | undefined)[],
  study: Manifest | undefined
): Promise<void> {
  const byPhase = Object.fromEntries(
    manifests.flatMap((manifest) => (manifest ? [[manifest.phase, manifest]] : []))
  ) as Record<Phase, Manifest>;
  if (!phases.every((phase) => byPhase[phase])) return;
  reporter.begin("incidents");
  const recomputed = await verifyIncidents(reader, byPhase, parts.eval, await scratch());
  reporter.end("incidents", recomputed);
  if (!study) return;
  reporter.begin("full evaluation");
  const {threads} = settings;
  const context = {stores: reader.stores, scratch: await scratch(), reporter, threads};
  reporter.end("full evaluation", await remeasureRecorded(study, byPhase, parts.eval, context));
}

function recordedArtifacts(
  signed: VerifiedStatement | undefined,
  entry: RunEntry | undefined
): RecordedArtifact[] {
  const inStatement = signed?.statement.predicate.buildDefinition.internalParameters;
  return phases.flatMap((phase) => {
    const inAudit = entry?.phases.find((one) => one.phase === phase);
    const {key, sha256} = inStatement?.[phase] ?? inAudit ?? {};
    return key === undefined ? [] : [{phase, key, sha256: sha256 ?? undefined}];
  });
}

function rawDigests(names: string[]): string[] {
  const start = "raw/bytes/";
  return names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
}

function rawOf(manifests: readonly (Manifest | undefined)[]): Set<string> {
  const ingestion = manifests.find((manifest) => manifest?.phase === "ingestion");
  return new Set(ingestion ? rawFiles(ingestion).map(({sha256}) => sha256) : []);
}

/** Returns how far the log went when *signed* was made. */
function anchorOf(signed: VerifiedStatement | undefined): ChainHead[] {
  return signed ? [auditHeadOf(signed.statement)] : [];
}

/** Returns how far the log went when the newest statement was made, unless that is the one on *run*. */
async function newestAnchor(
  {settings, reader, parts}: Verifying,
  run: string,
  statements: readonly string[],
  {keys: given}: KnownKeys
): Promise<ChainHead[]> {
  const newest = statements.at(-1);
  if (newest === undefined || newest === run) return [];
  const {keys} = await knownKeys(settings, undefined); // the key may have been another by then
  const known: KnownKeys = {keys: [...given, ...keys], origin: "workspace"};
  return anchorOf(await verifyStatement(reader, newest, known, parts.statement));
}

/** Returns the audit of *settings*; undefined, with a finding, if there is none or it does not open. */
async function maybeAudit(
  settings: Settings,
  reporter: Reporter,
  {audit: part}: Parts
): Promise<Records | undefined> {
  const missing = !settings.postgres && !existsSync(settings.audit);
  if (missing && !existsSync(settings.store) && !settings.minio)
    throw new UsageError("no runs yet; try `atalaya run`");
  if (missing) return void differ(part, {what: "audit", expected: "a database", found: "nothing"});
  let audit: Records | undefined;
  try {
    audit = await openAudit(settings, {onWait: (message) => reporter.warn(message)});
    for (const ask of [audit.auditHead, () => audit!.runs(1), audit.actions]) await ask(); // all that is asked of it later
    return audit;
  } catch (error) {
    if (error instanceof UsageError || maybeDiskFailure(error)) throw error; // it may be as it was
    const [found] = errorMessage(error).split("\n");
    differ(part, {what: "audit", expected: "a database", found});
    await audit?.close();
    return undefined;
  }
}
