import {openExistingAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import {findEntry} from "../../proof/find-run.js";
import {findLatest} from "../../run/latest.js";
import type {Stores} from "../../storage/store.js";
import type {CommandCall} from "./command.js";

/** Returns the key of the evaluation of the run that `--run` names, by default the latest; throws a UsageError if there is none. */
export async function findEvaluation(
  {values, settings, reporter}: CommandCall,
  stores: Stores
): Promise<string> {
  const {run} = values;
  if (run === undefined) {
    const latest = await findLatest(stores);
    if (!latest) throw new UsageError("no runs yet; try `atalaya run`");
    return latest.evaluation;
  }
  const audit = await openExistingAudit(settings, {onWait: (message) => reporter.warn(message)});
  try {
    const entry = await findEntry(audit, String(run));
    const phase = entry?.phases.find(({phase: name}) => name === "evaluation");
    if (!phase) throw new UsageError(`unknown run: ${run}; \`atalaya runs\` lists them`);
    return phase.key;
  } finally {
    await audit.close();
  }
}
