import {checkAll} from "../../maintenance/doctor.js";
import type {Command} from "./command.js";

/** Checks that everything is in order. */
export const command: Command = {
  usage: "",
  description: `Checks what a run needs (Node.js, DuckDB, the workspace, the audit) and that the files
of the latest run are what they were. The exit code is 1 if something failed.`,
  options: {},
  optionHelp: [],
  async run({json, settings, print}) {
    const checks = await checkAll(settings);
    const ok = checks.every(({status}) => status !== "fail");
    if (json) print(JSON.stringify({ok, checks}));
    else
      for (const {name, status, message} of checks)
        print(`${status.padEnd(5)} ${name}: ${message}`);
    return ok ? 0 : 1;
  }
};
