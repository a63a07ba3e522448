import {phases} from "../../../src/core/schema/artifacts.js";
import type {Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import {chainOf} from "../../../src/core/published/provenance.js";
import type {Reporter} from "../../artifacts/context.js";
import {findManifest} from "../../artifacts/artifacts.js";
import type {Records} from "../../audit/audit.js";
import {openExistingAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import type {Settings} from "../../config/settings.js";
import {evaluatedKind} from "../../evaluation/study/recorded-studies.js";
import {study} from "../../evaluation/study/study.js";
import type {MadeStudy} from "../../evaluation/study/study.js";
import {makeScratch} from "../../lease/scratch.js";
import {findEntry} from "../../proof/find-run.js";
import {findPast} from "../../proof/stored-input.js";
import {openStores} from "../../storage/open.js";
import type {Stores} from "../../storage/store.js";
import {findLatest} from "../latest.js";
import {newContext} from "../recording.js";
import {withWorkspace} from "../workspace-lock.js";
import type {Fence} from "../workspace-lock.js";

/** A run that was evaluated in full. */
export interface EvaluatedRun extends MadeStudy {
  run: string;

  /** How long it took, in seconds. */
  total: number;
}

/** What is evaluated: the run (its name, or the digest of its evaluation; by default the latest) and how many seeds there are. */
export interface EvaluateRequest {
  run?: string;
  seeds: number;
}

/**
 * Evaluates a run in full: makes its study, under the lock of the workspace, and records it in the audit as of that run. What was
 * interrupted goes on where it was. Throws a UsageError if there is no such run, or it cannot be studied.
 */
export async function evaluateRun(
  request: EvaluateRequest,
  settings: Settings,
  reporter: Reporter
): Promise<EvaluatedRun> {
  if (request.run === undefined && !(await findLatest(openStores(settings))))
    throw new UsageError("no runs yet; try `atalaya run`");
  const onWait = (message: string) => reporter.warn(message);
  const work = (fence: Fence) => evaluateLocked(request, settings, reporter, fence);
  return withWorkspace(settings, work, onWait);
}

async function evaluateLocked(
  {run: asked, seeds}: EvaluateRequest,
  settings: Settings,
  reporter: Reporter,
  fence: Fence
): Promise<EvaluatedRun> {
  const begun = performance.now();
  const audit = await openExistingAudit(settings, {onWait: (message) => reporter.warn(message)});
  const scratch = await makeScratch(settings.scratch);
  try {
    const name = asked ?? (await findLatest(openStores(settings)))!.run;
    const {run, manifests} = await findManifests(name, audit, openStores(settings));
    const opening = Promise.resolve(audit);
    const context = newContext(settings, reporter, {run, scratch: scratch.folder, opening, fence});
    const past = (await findPast(context.stores, manifests.evaluation))?.silver ?? null;
    const {evaluation} = manifests;
    reporter.begin("evaluate");
    const studied = {chain: chainOf(manifests), evaluation, past};
    const made = await study(studied, seeds, context).finally(() => context.ledger?.settle()); // what was made stays
    fence();
    await recordStudy(run, evaluation, made, audit);
    const all = made.manifest.partitions?.length ?? 0;
    reporter.end(
      "evaluate",
      `${all} fits of ${seeds} seeds on ${made.manifest.rows.toLocaleString("en-US")} events${made.reused ? ", as made before" : ""}`
    );
    return {run, ...made, total: (performance.now() - begun) / 1000};
  } finally {
    scratch.remove();
    await audit.close();
  }
}

/** Returns the run called *name*, and the manifests of its artifacts; throws a UsageError if it is not there. */
async function findManifests(
  name: string,
  audit: Records,
  stores: Stores
): Promise<{run: string; manifests: Record<Phase, Manifest>}> {
  const entry = await findEntry(audit, name);
  if (!entry) throw new UsageError(`unknown run: ${name}; \`atalaya runs\` lists them`);
  if (entry.status !== "succeeded")
    throw new UsageError(
      `unfinished run: ${entry.run} (${entry.status}); there is nothing to evaluate`
    );
  const found = await Promise.all(
    phases.map(async (phase) => {
      const key = entry.phases.find((one) => one.phase === phase)?.key;
      const manifest = key === undefined ? undefined : await findManifest(stores, phase, key);
      if (manifest) return [phase, manifest] as const;
      throw new UsageError(
        `artifact not found: the ${phase} of run ${entry.run} was removed; run it again, or evaluate another`
      );
    })
  );
  return {run: entry.run, manifests: Object.fromEntries(found) as Record<Phase, Manifest>};
}

/** Records the study of a run, with how long its parts took. */
async function recordStudy(
  run: string,
  evaluation: Manifest,
  {manifest, seconds}: MadeStudy,
  audit: Records
): Promise<void> {
  await audit.recordInputs(run, [manifest]);
  await audit.recordAction({
    kind: evaluatedKind,
    details: {
      ...{run, evaluation: evaluation.key},
      ...{study: manifest.key, sha256: manifest.sha256},
      seconds: seconds.map((part) => ({...part}))
    },
    actedBy: "atalaya evaluate",
    actedAt: new Date()
  });
}
