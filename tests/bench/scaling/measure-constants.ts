import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {machine as thisMachine, root} from "../machine.js";
import {splitLog} from "../pipeline/make-logs.js";
import {measureProcess} from "../pipeline/measure-process.js";
import type {Cost, ScalingConstants} from "./constants.js";
import {round} from "./grid.js";
import {measureMerge, measurePhases, measureTransformation, sizeOf} from "./measure-phases.js";
import type {PhaseMeasure, StepName} from "./measure-phases.js";
import {measureQueue} from "./measure-queue.js";

/** How to measure. */
export interface MeasureOptions {
  /** The sizes of the two feeds, in flows. */
  flows: readonly number[];

  /** How many tasks go through the queue. */
  tasks: number;

  /** The machine in words; defaults to what the system says. */
  machine?: string;
}

/** How many files a feed is in, and in how many tiny ones the cost of a file is found. */
const [files, tinyFiles, tinyFlows] = [24, 200, 4_000];

/** Measures all constants in *folder*, one after the other in this process. */
export async function measureConstants(
  folder: string,
  {flows, tasks, machine = wordsOf()}: MeasureOptions
): Promise<ScalingConstants> {
  const [small, large] = [Math.min(...flows), Math.max(...flows)];
  const work = join(folder, "work");
  const warm = await makeLogs(folder, tinyFlows, tinyFiles);
  await measurePhases(warm.logs, work); // what is compiled once is no cost of an event
  const tiny = await measurePhases(warm.logs, work);
  const merge = await measureMerge(warm.logs, work);
  const one = await makeLogs(folder, small, files);
  const measured = [await measureTwice(one.logs, work)];
  const withDns = await measureTransformation([...one.logs, join(one.feed, "dns.log")], work);
  const known = withDns - (await measureTransformation(one.logs, work));
  const two = await makeLogs(folder, large, files);
  measured.push(await measureTwice(two.logs, work));
  const costs = costsOf(measured[0], measured[1]);
  const {ingestion} = costs;
  ingestion.each = round(
    Math.max(0, tiny.steps.ingestion.processorSeconds / tiny.files - (ingestion.perMillionEvents * tiny.events) / 1e6 / tiny.files) // prettier-ignore
  );
  return {
    measured: {on: new Date().toISOString().slice(0, 10), machine, flows: [small, large]},
    processorSeconds: {
      ...costs,
      known: {perMillionEvents: 0, each: round(Math.max(0, known / measured[0].days))},
      merge: {perMillionEvents: 0, each: round(merge.processorSeconds)}
    },
    bytesPerEvent: {
      log: round((await sizeOf(two.folder)) / measured[1].events),
      ...bytesOf(measured[1])
    },
    requestsPerPartition: requestsOf(measured[1]),
    queue: roundAll(await measureQueue(tasks))
  };
}

/** Measures the phases twice, and returns the lower processor seconds of each step: what disturbs only adds. */
async function measureTwice(logs: readonly string[], folder: string): Promise<PhaseMeasure> {
  const [first, second] = [await measurePhases(logs, folder), await measurePhases(logs, folder)];
  for (const [name, step] of Object.entries(first.steps)) {
    const {processorSeconds} = second.steps[name as StepName];
    step.processorSeconds = Math.min(step.processorSeconds, processorSeconds);
  }
  return first;
}

/** Generates a feed of *flows* flows; returns its connections in *count* compressed files, their folder, and that of all its logs. */
async function makeLogs(folder: string, flows: number, count: number) {
  const feed = join(folder, `feed-${flows}-${count}`);
  const args = ["generate", "--out", feed, "--flows", String(flows), "--json"];
  await measureProcess(process.execPath, [join(root, "pipeline/atalaya.js"), ...args]);
  const split = join(folder, `logs-${flows}-${count}`);
  await mkdir(split, {recursive: true});
  const {one, files: logs} = await splitLog(join(feed, "conn.log"), split, flows, count);
  await rm(one);
  return {feed, folder: split, logs};
}

/** Returns the costs of the line through two measures: of each million events, and of each partition, or else of the run. */
function costsOf(small: PhaseMeasure, large: PhaseMeasure) {
  const cost = (name: StepName): Cost => {
    const [a, b] = [small.steps[name], large.steps[name]];
    const perMillionEvents = Math.max(
      0,
      ((b.processorSeconds - a.processorSeconds) / (large.events - small.events)) * 1e6
    );
    const fixed = a.processorSeconds - (perMillionEvents * small.events) / 1e6;
    const parts = name === "training" || name === "evaluation" ? 1 : Math.max(1, small.days);
    return {perMillionEvents: round(perMillionEvents), each: round(Math.max(0, fixed / parts))};
  };
  return {
    ingestion: cost("ingestion"),
    transformation: cost("transformation"),
    scoring: cost("scoring"),
    summaries: cost("summaries"),
    training: cost("training"),
    evaluation: cost("evaluation")
  };
}

function bytesOf({bytes, events}: PhaseMeasure) {
  const {raw, silver, scores, summaries, published} = bytes;
  return roundAll({
    raw: raw / events,
    silver: silver / events,
    scores: scores / events,
    summaries: summaries / events,
    published: published / events
  });
}

function requestsOf({steps, files: logs, days}: PhaseMeasure) {
  return roundAll({
    ingestion: steps.ingestion.requests / logs,
    transformation: steps.transformation.requests / days,
    scoring: steps.scoring.requests / days,
    summaries: steps.summaries.requests / days
  });
}

function roundAll<T extends Record<string, number>>(values: T): T {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, round(value)])) as T; // prettier-ignore
}

function wordsOf(): string {
  const {cpus, model, memory_bytes, node} = thisMachine();
  return `${cpus} processors of ${model}, ${Math.round(memory_bytes / 2 ** 30)} GiB, Node ${node}`;
}
