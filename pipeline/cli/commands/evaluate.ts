import {UsageError} from "../../config/errors.js";
import {studySeeds} from "../../evaluation/study/study.js";
import {evaluateRun} from "../../run/study/evaluate-run.js";
import {evaluatedJson, evaluatedText} from "../evaluate-result.js";
import {maybeInteger} from "../option-values.js";
import type {Command} from "./command.js";

/** Evaluates a run in full: every detector and trivial baselines, with several seeds, on the same events. */
export const command: Command = {
  usage: "[run]",
  description: `Evaluates a run, the latest unless one is named (by its name, or by the digest of its
evaluation, as pages show it), in full: fits every detector and trivial baselines with
several seeds, on the training window as it is and without its labelled attacks, and
measures all on the same events of the test window. Goes on where it was interrupted. The
site shows it after the next build.`,
  options: {seeds: {type: "string"}},
  optionHelp: [["--seeds N", `seeds of each method (${studySeeds.default})`]],
  takesPositionals: true,
  async run({positionals, values, json, settings, reporter, print}) {
    const [run, more] = positionals;
    if (more !== undefined)
      throw new UsageError(`unknown argument: ${more}; one run is evaluated at a time`);
    const seeds = maybeInteger(values, "seeds", studySeeds) ?? studySeeds.default;
    const evaluated = await evaluateRun({run, seeds}, settings, reporter);
    print(
      json
        ? JSON.stringify(await evaluatedJson(evaluated, settings))
        : await evaluatedText(evaluated, settings)
    );
    return 0;
  }
};
