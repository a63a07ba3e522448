import {setTimeout as sleep} from "node:timers/promises";
import {runsOverview} from "../../../engine/overview.js";
import type {Overview, WatchedRun} from "../../../engine/overview.js";
import {readRun} from "./read-run.js";
import type {CommandCall} from "../command.js";

/** The interval at which runs are looked at, in milliseconds. */
const lookEvery = 1_000;

/** Prints what distributed runs are doing: one until it has ended, or all that have not ended, once. */
export async function watchRuns(
  args: string[],
  {settings, json, print}: CommandCall
): Promise<number> {
  const run = readRun("watch", args, {optional: true});
  let last = "";
  for (;;) {
    const overview = await runsOverview(settings, run);
    const text = json ? JSON.stringify(overview) : textOf(overview);
    const isOver = run === undefined || overview.runs.every(({state}) => !isOpen(state));
    if (json ? isOver : text !== last) print(text);
    last = text;
    if (isOver) return 0;
    await sleep(lookEvery);
  }
}

function isOpen(state: WatchedRun["state"]): boolean {
  return state === "queued" || state === "running";
}

function textOf({workers, runs}: Overview): string {
  const count = workers === 1 ? "1 worker" : `${workers} workers`;
  if (runs.length === 0) return `no distributed run is under way; ${count}`;
  return [...runs.map(lineOf), count].join("\n");
}

function lineOf({
  run,
  feed,
  state,
  progress,
  tasks,
  error,
  restartedAs,
  resumes
}: WatchedRun): string {
  const {done, running, waiting} = tasks;
  const step = progress?.step ? `, ${progress.step}` : "";
  const all = done + running + waiting;
  const counts = all > 0 ? `, tasks: ${done} done, ${running} running, ${waiting} waiting` : "";
  const of = feed ? ` (${feed})` : "";
  const why = error ? `: ${error.split("\n")[0]}` : "";
  const as = restartedAs ? `; ${restartedAs} does the same` : "";
  const from = resumes ? `; resumes ${resumes}` : "";
  return `${run}${of}  ${state}${isOpen(state) ? step + counts : why}${as}${from}`;
}
