import {randomBytes} from "node:crypto";
import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {openAudit} from "../audit/open.js";
import type {OpenAuditOptions} from "../audit/open.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import type {PhaseContext, Reporter} from "../artifacts/context.js";
import type {RecordedRun} from "../audit/audit.js";
import type {OngoingRun} from "./continued.js";
import {eventVerdicts} from "./event-verdicts.js";
import {finish, reasonOf} from "./finish.js";
import {readGivenRules} from "./given-rules.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {defaultPhases} from "./phases.js";
import {readPast} from "./read-past.js";
import {newContext, openRecorded, recordFailure, recorderOf} from "./recording.js";
import type {Phases} from "./phases.js";
import {openAttestor} from "../proof/attest.js";
import type {Attest, SigningAudit} from "../proof/attest.js";
import {mostlyRejected} from "./rejected-lines.js";
import {startOf} from "./run-start.js";
import type {RunResult} from "./result.js";
import type {RunInput, RunRequest} from "./request.js";
import {metricsOf, modelsOf, partialOf, summaryOf} from "./results.js";
import {onInterruption} from "../lease/endings.js";
import {makeScratch} from "../lease/scratch.js";
import {keepReceipt} from "./unchanged/keep-receipt.js";
import {canBeUnchanged, readGiven} from "./unchanged/receipt.js";
import type {Given} from "./unchanged/receipt.js";
import {maybeRunUnchanged} from "./unchanged/run-unchanged.js";
import type {GivenVerdict} from "../evaluation/verdicts.js";
import {makeWorkspace, withWorkspace} from "./workspace-lock.js";
import type {Fence} from "./workspace-lock.js";
import type {RunListener} from "../tracking/listener.js";
import {openTracking} from "../tracking/open.js";

export type {RunResult};

const minEvents = 2; // what training needs

/** The effects of the flow on the world. */
export interface FlowEffects {
  phases: Phases;
  openAudit(settings: Settings, options?: OpenAuditOptions): Promise<SigningAudit>;
  /** Reads the key, and returns the function that signs the statement on a run. */
  openAttestor(settings: Settings, reporter: Reporter): Promise<Attest>;
  /** Returns the listener that notifies other programs of a run; its failures change nothing. */
  openTracking(settings: Settings, reporter: Reporter): Promise<RunListener>;
  now(): Date;
  /** Returns four hexadecimal digits, so that runs of the same second differ. */
  suffix(): string;
}

const defaultEffects: FlowEffects = {
  phases: defaultPhases,
  openAudit,
  openAttestor,
  openTracking,
  now: () => new Date(),
  suffix: () => randomBytes(2).toString("hex")
};

/**
 * Runs all phases in their order, under the lock of the workspace, and records each in the audit. An
 * artifact that exists is reused. Only a run that succeeded, and whose signed statement is stored,
 * becomes the latest one. Throws a UsageError, and writes nothing, if the input cannot be read at all.
 */
export async function run(
  request: RunRequest,
  settings: Settings,
  reporter: Reporter,
  effects: FlowEffects = defaultEffects
): Promise<RunResult> {
  const given = await maybeGiven(request, settings, effects);
  const onWait = (message: string) => reporter.warn(message);
  const {now} = effects;
  const start = startOf(request, effects, settings.feed);
  const unchanged = given && (await maybeRunUnchanged(start, given, settings, {reporter, now}));
  if (unchanged) return unchanged;
  const past: RunInput | null =
    request.trainOn.length > 0 ? {kind: "files", patterns: request.trainOn} : null;
  for (const input of past ? [request.input, past] : [request.input])
    await effects.phases.checkInput(input);
  if (request.withModel !== null) await effects.phases.readModel(request.withModel);
  await effects.phases.checkRules(request.rules);
  await makeWorkspace(settings);
  const work = (fence: Fence) => runLocked(request, settings, reporter, {effects, fence, given});
  return withWorkspace(settings, work, onWait);
}

/** Returns what a run of *request* is given, if the next one could be unchanged by it: of stubs, nothing is known. */
async function maybeGiven(
  request: RunRequest,
  settings: Settings,
  effects: FlowEffects
): Promise<Given | undefined> {
  if (effects !== defaultEffects || !canBeUnchanged(request, settings)) return undefined;
  return readGiven(request, settings, effects.now());
}

/** What a caller of runLocked has, and knows. */
export interface LockedOptions {
  effects?: FlowEffects;
  fence: Fence;
  given?: Given;
  /** What is known of a distributed run, which another process may have begun. */
  ongoing?: OngoingRun;
}

/** Like run, for a caller that has the workspace to itself while *fence* does not throw. */
export async function runLocked(
  request: RunRequest,
  settings: Settings,
  someReporter: Reporter,
  {effects = defaultEffects, fence, given, ongoing}: LockedOptions
): Promise<RunResult> {
  const begun = performance.now();
  const start = ongoing?.start ?? startOf(request, effects, settings.feed);
  const {run: name, startedAt} = start;
  const reporter = someReporter.with?.({run: name}) ?? someReporter;
  const attest = await effects.openAttestor(settings, reporter);
  const listener = await effects.openTracking(settings, reporter);
  const openAudit = () =>
    effects.openAudit(settings, {onWait: (message) => reporter.warn(message)});
  const opening = openRecorded(openAudit, start, ongoing); // starts while the input is being read
  const scratch = await makeScratch(settings.scratch, ongoing ? {} : {name});
  const recording = {run: name, opening, effects, fence, ongoing};
  const context = newContext(settings, reporter, {scratch: scratch.folder, ...recording, listener});
  let finishing: Promise<void> | undefined;
  const recordInterruption = recorderOf(opening, name, effects.now);
  const cancel = async (signal: string) => {
    listener.notify({kind: "run-cancelled", reason: `interrupted by ${signal}`, at: effects.now()});
    await Promise.all([recordInterruption(signal), listener.close()]);
  };
  const stay = onInterruption(
    async (signal) => finishing ?? (ongoing ? undefined : cancel(signal))
  );
  try {
    const before = ongoing && (await opening).before;
    const {stores} = context;
    listener.notify({kind: "run-begun", start, stores, at: startedAt, known: !!before});
    const phased = await runPhases(request, context, {...recording, listener, before});
    const {results} = phased;
    const audit = await opening;
    fence();
    await audit.recordModels(name, modelsOf(results.training.manifest));
    await audit.recordMetrics(name, metricsOf(results.evaluation.manifest));
    const finishedAt = effects.now();
    finishing = finish({run: name, startedAt, finishedAt, results, stores}, attest, audit, fence);
    await finishing;
    const {verdicts} = phased;
    if (given) await keepReceipt({given, verdicts, results, context, audit}, settings);
    listener.notify({kind: "run-succeeded", results, at: finishedAt});
    return resultOf(name, results, context, performance.now() - begun);
  } catch (thrown) {
    const failedAt = effects.now();
    const error = reasonOf(thrown, fence);
    await context.ledger?.settle().catch(() => {}); // what was made is there for the next run
    if (ongoing?.staysOpen(error)) throw error;
    await recordFailure(opening, name, failedAt, error);
    listener.notify({kind: "run-failed", error, at: failedAt});
    throw error;
  } finally {
    stay();
    scratch.remove();
    await opening.then((audit) => audit.close()).catch(() => {});
    await listener.close();
  }
}

function resultOf(
  run: string,
  results: RunResult["results"],
  {partitions}: PhaseContext,
  milliseconds: number
): RunResult {
  const partial = partialOf(results);
  return {run, results, partial, partitions: partitions!, seconds: milliseconds / 1000};
}

interface Recording {
  run: string;
  opening: Promise<SigningAudit>;
  ongoing?: OngoingRun;
  /** What a process before this one has recorded. */
  before?: RecordedRun;
  effects: FlowEffects;
  listener: RunListener;
  fence: Fence;
}

async function runPhases(
  request: RunRequest,
  context: PhaseContext,
  recording: Recording
): Promise<{results: Record<Phase, PhaseResult>; verdicts: GivenVerdict[]}> {
  const {phases} = recording.effects;
  const {readModel, findTraining, ingest, transform, train, evaluate} = phases;
  const {trees, sampleSize, seed, trainShare, withModel, model} = request;
  const {budgetPerDay, threshold, detectors, localNet, attackLabels, flowModel, fast} = request;
  const external = withModel === null ? null : await readModel(withModel);
  const rules = await readGivenRules(request, phases, context.reporter);
  const frozen =
    model === null ? null : await findTraining(model, context, await recording.opening);
  const step = (phase: Phase, work: () => Promise<PhaseResult>) =>
    trackPhase(phase, () => runPhase(phase, work, context, recording), recording);
  const ingestion = await step("ingestion", () => ingest(request.input, context));
  const raw = ingestion.manifest;
  checkEvents(raw, context);
  const transformation = await step("transformation", () => transform(raw, context));
  const silver = transformation.manifest;
  const {pastSkipped} = recording.ongoing ?? {};
  const past = await readPast(request.trainOn, request.input, context, phases, pastSkipped);
  if (past) await (await recording.opening).recordInputs(recording.run, [past.raw, past.silver]);
  const options = {trees, sampleSize, seed, trainShare: past ? 1 : trainShare, external};
  const seen = past?.silver ?? silver;
  const training = await step("training", async () => frozen ?? train(seen, options, context));
  const models = training.manifest;
  const verdicts = await eventVerdicts(await recording.opening);
  const evaluation = await step("evaluation", () =>
    evaluate(
      {raw, silver, models},
      {
        budgetPerDay,
        threshold,
        detectors,
        localNet,
        attackLabels,
        flowModel,
        fast,
        rules,
        verdicts,
        past
      },
      context
    )
  );
  return {results: {ingestion, transformation, training, evaluation}, verdicts};
}

/** Throws a UsageError if the ingestion *raw* has too few events to go on, and says why. */
function checkEvents(raw: Manifest, {stores}: PhaseContext): void {
  if (raw.rows >= minEvents) return;
  const reason = mostlyRejected(raw, stores.raw);
  if (reason) throw new UsageError(`too few events: ${raw.rows}; ${reason}`);
}

async function trackPhase(
  phase: Phase,
  work: () => Promise<PhaseResult>,
  {listener, effects, before, ongoing}: Recording
): Promise<PhaseResult> {
  const known = before?.entry.phases.some((one) => one.phase === phase) ?? false;
  listener.notify({kind: "phase-begun", phase, at: effects.now(), known});
  try {
    const result = await work();
    listener.notify({kind: "phase-done", phase, result, at: effects.now(), known});
    return result;
  } catch (error) {
    if (!ongoing?.staysOpen(error))
      listener.notify({kind: "phase-failed", phase, error, at: effects.now()});
    throw error;
  }
}

async function runPhase(
  phase: Phase,
  work: () => Promise<PhaseResult>,
  {reporter}: PhaseContext,
  {run: name, opening, effects, fence}: Recording
): Promise<PhaseResult> {
  reporter.begin(phase);
  const startedAt = effects.now();
  const processor = processorSeconds();
  const result = await work();
  result.processor = processorSeconds() - processor;
  const {manifest, reused, seconds, rowsIn, rowsOut, rejected} = result;
  reporter.end(phase, summaryOf(phase, result));
  for (const sentence of result.partial ?? []) reporter.warn(sentence);
  const audit = await opening;
  fence();
  await audit.recordPhase({
    run: name,
    phase,
    manifest,
    reused,
    startedAt,
    seconds,
    rowsIn,
    rowsOut,
    rejected
  });
  return result;
}

/** Returns the processor time that this process has used, in seconds. */
function processorSeconds(): number {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1e6;
}
