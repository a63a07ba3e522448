import {runParameters} from "../../../src/core/schema/run-parameters.js";
import {UsageError} from "../../config/errors.js";
import {describeFeed} from "../../ingestion/synthetic/describe.js";
import type {SyntheticOptions} from "../../ingestion/synthetic/options.js";
import {writeSyntheticLogs} from "../../ingestion/synthetic/write-logs.js";
import type {Command, OptionValues} from "./command.js";
import {maybeInteger} from "../option-values.js";

const {flows, days, difficulty, seed} = runParameters;

/** Writes the logs of the synthetic feed into a folder. */
export const command: Command = {
  usage: "--out DIR",
  description: `Writes the synthetic feed into a new folder as Zeek's logs, one file a kind (conn.log,
dns.log, http.log, ssl.log, …; lines of a connection share its uid), and the ground
truth as attacks.json. The same options give the same bytes.`,
  ofFeed: false,
  options: {
    out: {type: "string"},
    flows: {type: "string"},
    days: {type: "string"},
    difficulty: {type: "string"},
    seed: {type: "string"},
    start: {type: "string"},
    "no-attacks": {type: "boolean"}
  },
  optionHelp: [
    ["--out DIR", "the folder to write into; new, or empty"],
    ["--flows N", `lines of conn.log (${flows.default})`],
    ["--days N", `days that they spread over (${days.default})`],
    [
      "--difficulty N",
      `how hard its attacks are to find, 0 (loud) to 3 (low, slow, blended) (${difficulty.default})`
    ],
    ["--seed N", `seed of the randomness (${seed.default})`],
    ["--start TIME", "the first instant, ISO 8601 with a zone (2026-03-02T00:00:00Z)"],
    ["--no-attacks", "leave the attacks out: benign traffic alone"]
  ],
  async run({values, json, reporter, print}) {
    const {out} = values;
    if (typeof out !== "string" || out === "")
      throw new UsageError("missing --out; name a folder for the logs");
    const options = readOptions(values);
    const written = writeSyntheticLogs(out, options, reporter);
    if (json) print(JSON.stringify(written));
    else {
      const size = `${(written.bytes / 1e6).toFixed(1)} MB`;
      const next = `next: \`atalaya run ${out}\``;
      print(`${describeFeed(options)}${written.files.join(", ")}: ${size} in ${out}\n${next}`);
    }
    return 0;
  }
};

function readOptions(values: OptionValues): SyntheticOptions {
  return {
    flows: maybeInteger(values, "flows", flows),
    days: maybeInteger(values, "days", days),
    difficulty: maybeInteger(values, "difficulty", difficulty),
    seed: maybeInteger(values, "seed", seed),
    attacks: !values["no-attacks"],
    ...(typeof values.start === "string" && {start: values.start})
  };
}
