import {existsSync} from "node:fs";
import {phases} from "../../../src/core/schema/artifacts.js";
import type {Json, Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import type {Reporter} from "../../artifacts/context.js";
import type {PhaseResult} from "../../artifacts/phase-result.js";
import {stampOf} from "../../artifacts/stamp.js";
import type {RunStart} from "../../audit/audit.js";
import type {Action} from "../../audit/decisions.js";
import {countNotes, receiptOf, writeNote} from "../../audit/notes.js";
import type {RunNote} from "../../audit/notes.js";
import type {Settings} from "../../config/settings.js";
import {openAttestor} from "../../proof/attest.js";
import {fencedStores} from "../../storage/fenced.js";
import {openStores} from "../../storage/open.js";
import type {RunResult} from "../result.js";
import {writeLatest} from "../latest.js";
import {maybeRetrainingAction} from "../retraining-action.js";
import {metricsOf, modelsOf, partialOf, summaryOf} from "../results.js";
import {withWorkspace} from "../workspace-lock.js";
import type {Fence} from "../workspace-lock.js";
import {digestOfStamps, maybeManifests, maybeReceipt, pathsOf} from "./receipt.js";
import type {Given, Receipt} from "./receipt.js";

/** The most runs that wait to be recorded: the next one opens the audit, which records them. */
const maxNotes = 32;

/** How to look, and to report. */
interface UnchangedOptions {
  reporter: Reporter;
  now: () => Date;
}

/**
 * Returns the result of the run that *start* begins if it finds all as the last one left it, by what the file system says:
 * nothing is read again, its statement is signed, and the audit has it when it is opened next. Returns undefined, and has
 * written nothing, if anything is new.
 */
export async function maybeRunUnchanged(
  start: RunStart,
  given: Given,
  settings: Settings,
  options: UnchangedOptions
): Promise<RunResult | undefined> {
  if (!existsSync(settings.audit) || !existsSync(receiptOf(settings.audit))) return undefined;
  if ((await maybeReceipt(settings))?.given !== given.digest) return undefined; // no need to wait for the workspace
  const work = (fence: Fence) => runUnchanged(start, given, settings, {...options, fence});
  return withWorkspace(settings, work, (message) => options.reporter.warn(message));
}

async function runUnchanged(
  start: RunStart,
  given: Given,
  settings: Settings,
  {reporter, now, fence}: UnchangedOptions & {fence: Fence}
): Promise<RunResult | undefined> {
  const begun = performance.now();
  const receipt = await maybeReceipt(settings);
  const waiting = await countNotes(settings.audit);
  if (receipt?.given !== given.digest || waiting >= maxNotes) return undefined;
  const manifests = await maybeManifests(receipt, settings);
  if (!manifests) return undefined;
  const paths = phases.flatMap((phase) => pathsOf(manifests[phase], settings));
  if (digestOfStamps(paths, stampOf) !== receipt.objects) return undefined;

  const results = resultsOf(receipt, manifests);
  for (const phase of phases) {
    reporter.begin(phase);
    reporter.end(phase, summaryOf(phase, results[phase]));
    for (const sentence of results[phase].partial ?? []) reporter.warn(sentence);
  }
  const stores = fencedStores(openStores(settings), fence);
  const attest = await openAttestor(settings, reporter, receipt);
  const {run, startedAt} = start;
  const finishedAt = now();
  const advice = maybeRetrainingAction(run, manifests.evaluation, finishedAt);
  const actions: Action[] = advice ? [advice] : [];
  const audit = {
    auditHead: async () => receipt.head,
    recordAction: async (action: Action) => void actions.push(action)
  };
  await attest({run, startedAt, finishedAt, results, stores}, audit);
  fence();
  await writeNote(settings.audit, noteOf(start, finishedAt, results, actions));
  await writeLatest(stores, run, results);
  const partial = partialOf(results);
  const partitions = {made: 0, reused: receipt.partitions};
  return {run, results, partial, partitions, seconds: (performance.now() - begun) / 1000};
}

function resultsOf(
  {artifacts}: Receipt,
  manifests: Record<Phase, Manifest>
): Record<Phase, PhaseResult> {
  const results = phases.map((phase): [Phase, PhaseResult] => {
    const {rowsIn, rowsOut, rejected, partial} = artifacts[phase];
    const counts = {seconds: 0, rowsIn, rowsOut, rejected};
    const result = {manifest: manifests[phase], reused: true, ...counts};
    return [phase, partial.length > 0 ? {...result, partial} : result];
  });
  return Object.fromEntries(results) as Record<Phase, PhaseResult>;
}

function noteOf(
  {startedAt, ...start}: RunStart,
  finishedAt: Date,
  results: Record<Phase, PhaseResult>,
  actions: readonly Action[]
): RunNote {
  const at = startedAt.toISOString();
  const events = phases.map((phase) => {
    const {manifest, reused, seconds, rowsIn, rowsOut, rejected} = results[phase];
    const event = {reused, seconds, rowsIn, rowsOut, rejected};
    return [phase, {...event, key: manifest.key, startedAt: at}];
  });
  return {
    start: {...start, startedAt: at},
    events: Object.fromEntries(events) as RunNote["events"],
    models: modelsOf(results.training.manifest) as unknown as {[name: string]: Json}[],
    metrics: metricsOf(results.evaluation.manifest),
    actions: actions.map(({kind, details, actedBy}) => ({kind, details, actedBy})),
    finishedAt: finishedAt.toISOString()
  };
}
