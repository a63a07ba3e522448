import {existsSync} from "node:fs";
import type {RunEntry} from "../../src/core/schema/published.js";
import {openAudit} from "../audit/open.js";
import {withLock} from "../lock.js";
import type {Command} from "./command.js";
import {maybeInteger} from "./option-values.js";

/** Lists the runs of the workspace. */
export const command: Command = {
  usage: "",
  description: "Lists the runs of the workspace, newest first, from the audit.",
  options: {limit: {type: "string"}},
  optionHelp: [["--limit N", "how many runs (20)"]],
  async run({values, json, settings, reporter, print}) {
    const limit = maybeInteger(values, "limit", {least: 1, most: 10_000}) ?? 20;
    const onWait = (message: string) => reporter.warn(message);
    const read = async () => {
      const audit = await openAudit(settings);
      try {
        return await audit.runs(limit);
      } finally {
        await audit.close();
      }
    };
    const runs = existsSync(settings.audit) ? await withLock(settings.lock, read, {onWait}) : [];
    if (json) print(JSON.stringify({runs}));
    else if (runs.length === 0) print("no runs yet; try `atalaya run`");
    else for (const run of runs) print(lineOf(run));
    return 0;
  }
};

function lineOf({run, status, command, phases, error}: RunEntry): string {
  const reused = phases.filter((phase) => phase.reused).length;
  const seconds = phases.reduce((total, phase) => total + phase.seconds, 0);
  const outcome = error
    ? `: ${error.split("\n")[0]}`
    : `, ${phases.length} phases (${reused} reused), ${seconds.toFixed(1)} s`;
  return `${run}  ${status}${outcome}\n    ${command}`;
}
