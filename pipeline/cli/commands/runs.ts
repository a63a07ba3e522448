import {existsSync} from "node:fs";
import type {Layer} from "../../../src/core/schema/artifacts.js";
import {setAsideList, setAsideOf} from "../../../src/core/schema/set-aside.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import {openAudit} from "../../audit/open.js";
import {removedLayers} from "../../maintenance/retention/retention.js";
import {UsageError} from "../../config/errors.js";
import {findNearest} from "../nearest-name.js";
import type {Command, CommandCall} from "./command.js";
import {maybeInteger} from "../option-values.js";

/** The number of runs that are listed. */
const defaultLimit = 20;

/** Lists the runs of the workspace. */
export const command: Command = {
  usage: "[watch [RUN]|cancel RUN|resume RUN]",
  description: `watch         prints what distributed runs are doing; of one, until it has ended
cancel RUN    ends a distributed run; what it has made stays
resume RUN    does what is missing of a distributed run that has ended, or was set aside,
              under a new name

Without one of them, lists the runs, newest first, from the audit. A run that did not end and whose process
no longer exists is dead; the next run reuses its artifacts. The layers from which
retention removed artifacts are named, what a partial run goes on without, and where a new training is recommended, why. With --json, each phase lists its first 100 partitions.`,
  options: {limit: {type: "string"}},
  optionHelp: [["--limit N", `number of runs (${defaultLimit})`]],
  takesPositionals: true,
  async run(call) {
    const {values, json, settings, reporter, print} = call;
    const [action, ...args] = call.positionals;
    if (action !== undefined) return (await actionOf(action))(args, call);
    const limit = maybeInteger(values, "limit", {min: 1, max: 10_000}) ?? defaultLimit;
    const onWait = (message: string) => reporter.warn(message);
    const read = async () => {
      const audit = await openAudit(settings, {onWait});
      try {
        const entries = await audit.runs(limit);
        const removed = await removedLayers(entries, audit);
        return entries.map((entry) => ({...entry, removed: removed.get(entry.run) ?? []}));
      } finally {
        await audit.close();
      }
    };
    const runs = settings.postgres || existsSync(settings.audit) ? await read() : [];
    if (json) print(JSON.stringify({runs}));
    else if (runs.length === 0) print("no runs yet; try `atalaya run`");
    else for (const run of runs) print(lineOf(run));
    return 0;
  }
};

/** The actions of `atalaya runs`. */
const actions: Readonly<Record<string, () => Promise<Action>>> = {
  watch: async () => (await import("./runs/watch.js")).watchRuns,
  cancel: async () => (await import("./runs/cancel.js")).cancel,
  resume: async () => (await import("./runs/resume.js")).resume
};

type Action = (args: string[], call: CommandCall) => Promise<number>;

async function actionOf(name: string): Promise<Action> {
  if (Object.hasOwn(actions, name)) return actions[name]();
  const nearest = findNearest(name, Object.keys(actions));
  const remedy = nearest ? `did you mean ${nearest}?` : `try ${Object.keys(actions).join(", ")}`;
  throw new UsageError(`unknown action of runs: ${name}; ${remedy}`);
}

function lineOf(entry: RunEntry & {removed: Layer[]}): string {
  const {run, status, command, phases, error, removed, retraining} = entry;
  const reused = phases.filter((phase) => phase.reused).length;
  const seconds = phases.reduce((total, phase) => total + phase.seconds, 0);
  const asked = shortened(command);
  if (status === "dead")
    return `${run}  dead: its process has ended; run again to continue\n    ${asked}`;
  const outcome = error
    ? `: ${error.split("\n")[0]}`
    : `, ${phases.length} phases (${reused} reused)${partitionsOf(phases)}, ${seconds.toFixed(1)} s`;
  const note = removed.length > 0 ? `; removed: ${removed.join(", ")}` : "";
  const advice = retraining?.recommended ? `\n    ${retraining.summary}` : "";
  const setAside = setAsideOf(phases);
  const partial = setAside.length > 0 ? `\n    partial: set aside ${setAsideList(setAside)}` : "";
  return `${run}  ${status}${outcome}${note}\n    ${asked}${partial}${advice}`;
}

function partitionsOf(phases: RunEntry["phases"]): string {
  const total = (field: "count" | "made") =>
    phases.reduce((sum, {partitions}) => sum + partitions[field], 0);
  const [count, made] = [total("count"), total("made")];
  return count === 0 ? "" : `, ${count} partitions (${made} made)`;
}

/** The characters of a command that are shown: one may name thousands of files. */
const maxCommand = 400;

function shortened(command: string): string {
  if (command.length <= maxCommand) return command;
  const end = command.lastIndexOf(" ", maxCommand);
  const shown = command.slice(0, end > 0 ? end : maxCommand);
  return `${shown} … (${command.length - shown.length} more characters; --json has all)`;
}
