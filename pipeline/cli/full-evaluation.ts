import {findStudy, studySeeds} from "../evaluation/study/study.js";
import {UsageError} from "../config/errors.js";
import {evaluateRun} from "../run/study/evaluate-run.js";
import {findLatest} from "../run/latest.js";
import type {RunResult} from "../run/result.js";
import {buildSite} from "../site/build.js";
import {openStores} from "../storage/open.js";
import type {CommandCall} from "./commands/command.js";
import {evaluatedJson, evaluatedText} from "./evaluate-result.js";
import {runJson, runText} from "./run-result.js";

/** The surroundings that an evaluation needs of a call. */
type Surroundings = Pick<CommandCall, "json" | "settings" | "reporter" | "print">;

/** Prints the *result* of a run, and evaluates it in full if it *isFull*: what it found is printed first, but in one JSON object with the study. */
export async function printRun(
  result: RunResult,
  isFull: boolean,
  {json, settings, reporter, print}: Surroundings
): Promise<void> {
  if (!json) print(runText(result));
  const request = {run: result.run, seeds: studySeeds.default};
  const evaluated = isFull ? await evaluateRun(request, settings, reporter) : null;
  if (json) {
    const full = evaluated && {evaluated: await evaluatedJson(evaluated, settings)};
    return print(JSON.stringify({...runJson(result), ...full}));
  }
  if (evaluated) print(await evaluatedText(evaluated, settings));
}

/**
 * Evaluates the latest run in full, unless that was done, and builds the site in *out*, with *models*, anew: what it shows until then stays. A run
 * that cannot be evaluated is a warning.
 */
export async function evaluateServed(
  out: string,
  models: readonly string[],
  {settings, reporter}: Pick<Surroundings, "settings" | "reporter">
): Promise<void> {
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  if (!latest || (await findStudy(stores, latest.evaluation))) return;
  try {
    reporter.found?.("evaluates the run in full beside the site, which is built anew then; --fast omits that"); // prettier-ignore
    await evaluateRun({run: latest.run, seeds: studySeeds.default}, settings, reporter);
    await buildSite(out, settings, reporter, {models});
    reporter.found?.("the site has the full evaluation: reload its page");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    reporter.warn(`no full evaluation: ${error.message}`);
  }
}
