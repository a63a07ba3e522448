import type {Phase} from "../../../src/core/schema/artifacts.js";
import type {PrefectSettings} from "../../config/tracking.js";
import {readSummary, summaryOf} from "../../run/results.js";
import type {Moment, RunListener} from "../listener.js";
import {openOutbox} from "../outbox.js";
import type {OutboxOptions} from "../outbox.js";
import {PrefectClient} from "./client.js";
import type {PrefectState} from "./client.js";
import {taskGroups} from "./task-groups.js";
import type {TaskWork} from "./task-groups.js";
import {boundedParameters, headlinesOf, messageOf} from "./values.js";

/** The flow that every run of Atalaya is a run of. */
const flow = "atalaya";

/** Returns a listener that shows one run, and its phases, on the server of *settings*. */
export function prefectListener(
  settings: PrefectSettings,
  options: Omit<OutboxOptions, "name">
): RunListener {
  const outbox = openOutbox({...options, name: `Prefect at ${settings.url}`});
  const run: Tracked = {tasks: new Map(), feed: settings.feed};
  const groups = taskGroups();
  const sendWork = (work: TaskWork) =>
    outbox.add(async (signal) => {
      if (!run.id) throw new Error("the run was not begun there");
      const phase = run.running && run.tasks.get(run.running);
      await work(new PrefectClient(settings, signal), run.id, phase);
    });
  return {
    notify(moment) {
      if (moment.kind === "phase-done") sendWork(groups.end());
      if (moment.kind === "phase-failed") sendWork(groups.end(failedState(moment.error)));
      outbox.add((signal) => send(moment, run, new PrefectClient(settings, signal)));
    },
    notifyTask(task) {
      const work = groups.add(task);
      if (work) sendWork(work);
    },
    close: () => outbox.close()
  };
}

/** A run as the server has it. */
interface Tracked {
  /** The feed that it is of; null for none. */
  feed: string | null;
  /** The id of the flow run; undefined before it was begun there. */
  id?: string;
  /** The ids of the task runs of its phases that began. */
  tasks: Map<Phase, string>;
  /** The phase that is running. */
  running?: Phase;
}

async function send(moment: Moment, run: Tracked, client: PrefectClient): Promise<void> {
  if (moment.kind === "run-begun") return beginRun(moment, run, client);
  const {id} = run;
  if (!id) throw new Error("the run was not begun there");
  switch (moment.kind) {
    case "phase-begun":
      return beginPhase(moment.phase, id, run, client);
    case "phase-done":
      return endPhase(moment.phase, doneState(moment), run, client);
    case "phase-failed":
      return endPhase(moment.phase, failedState(moment.error), run, client);
    case "run-succeeded": {
      const summary = readSummary(moment.results.evaluation.manifest);
      const message = `${summaryOf("evaluation", moment.results.evaluation)}; ended at ${moment.at.toISOString()}`;
      await client.setState("flow_runs", id, {type: "COMPLETED", message});
      const key = ["atalaya-headlines", run.feed].filter(Boolean).join("-");
      return client.addTable(id, key, headlinesOf(summary));
    }
    case "run-failed":
      return client.setState("flow_runs", id, failedState(moment.error));
    case "run-cancelled": {
      const state: PrefectState = {type: "CANCELLED", message: moment.reason};
      if (run.running) await endPhase(run.running, state, run, client);
      return client.setState("flow_runs", id, state);
    }
  }
}

async function beginRun(
  {start}: Extract<Moment, {kind: "run-begun"}>,
  run: Tracked,
  client: PrefectClient
): Promise<void> {
  run.id = await client.beginFlowRun(flow, {
    name: start.run,
    version: start.codeVersion,
    parameters: boundedParameters(start.parameters),
    tags: ["atalaya", `run:${start.run}`, ...(run.feed === null ? [] : [`feed:${run.feed}`])],
    message: `began at ${start.startedAt.toISOString()}`
  });
}

async function beginPhase(
  phase: Phase,
  flowRun: string,
  run: Tracked,
  client: PrefectClient
): Promise<void> {
  const after = [...run.tasks.values()].at(-1);
  const id = await client.beginTaskRun({flowRun, name: phase, tags: [`phase:${phase}`], after});
  run.tasks.set(phase, id);
  run.running = phase;
}

async function endPhase(
  phase: Phase,
  state: PrefectState,
  run: Tracked,
  client: PrefectClient
): Promise<void> {
  const id = run.tasks.get(phase);
  if (!id) throw new Error(`${phase} was not begun there`);
  if (run.running === phase) delete run.running;
  await client.setState("task_runs", id, state);
}

function doneState({phase, result}: Extract<Moment, {kind: "phase-done"}>): PrefectState {
  const message = summaryOf(phase, result);
  return {type: "COMPLETED", message, ...(result.reused && {name: "Cached"})};
}

/** A distributed run that is cancelled ends with an error of that name. */
function failedState(error: unknown): PrefectState {
  const isCancelled = (error as Error | undefined)?.name === "CancelledError";
  return {type: isCancelled ? "CANCELLED" : "FAILED", message: messageOf(error)};
}
