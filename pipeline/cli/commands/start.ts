import {runParameters} from "../../../src/core/schema/run-parameters.js";
import {findLatest} from "../../run/latest.js";
import {openStores} from "../../storage/open.js";
import {defaultRequest, syntheticInput} from "../../run/request.js";
import type {RunRequest} from "../../run/request.js";
import {buildSite} from "../../site/build.js";
import {evaluateServed} from "../full-evaluation.js";
import {maybeInteger} from "../option-values.js";
import {readModelNames, siteModelsHelp, siteModelsOption} from "../site-models-option.js";
import type {Command, CommandCall} from "./command.js";
import {readServeRequest, serveHelp, serveOptions, serveSite} from "./serve.js";

const {difficulty} = runParameters;

/** Runs the demo if there is no run, builds the site and serves it. */
export const command: Command = {
  usage: "",
  description: `Runs all phases over the synthetic feed unless the workspace has a run, builds the site
and serves it, until interrupted. Then evaluates the run in full, unless that was done, and
builds the site anew.`,
  options: {
    ...serveOptions,
    ...siteModelsOption,
    difficulty: {type: "string"},
    fast: {type: "boolean"}
  },
  optionHelp: [
    ...serveHelp,
    siteModelsHelp,
    [
      "--difficulty N",
      `how hard the attacks of the feed are to find, 0 to 3 (${difficulty.default})`
    ],
    ["--fast", "omits other detectors, forests of other seeds, ablations and the full evaluation"]
  ],
  async run(call) {
    const request = readServeRequest(call);
    const models = readModelNames(call.values);
    const first = await firstRequest(call);
    await buildSite(request.out, call.settings, call.reporter, {request: first, models});
    await serveSite(request, call);
    if (call.values.fast !== true) await evaluateServed(request.out, models, call);
    return 0;
  }
};

/** Returns what makes the first run, if there is none. */
async function firstRequest({values, settings, reporter}: CommandCall): Promise<RunRequest> {
  const hardness = maybeInteger(values, "difficulty", difficulty);
  const fast = values.fast === true;
  if (hardness === undefined && !fast) return defaultRequest;
  const given = [...(hardness === undefined ? [] : [`--difficulty ${hardness}`]), ...(fast ? ["--fast"] : [])]; // prettier-ignore
  if (await findLatest(openStores(settings)))
    reporter.warn(
      `${given[0].split(" ")[0]} changes nothing: the workspace has a run, which is shown; \`atalaya run ${given.join(" ")}\` makes another`
    );
  const input = hardness === undefined ? defaultRequest.input : syntheticInput(hardness);
  return {...defaultRequest, input, fast};
}
