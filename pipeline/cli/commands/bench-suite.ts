import {userInfo} from "node:os";
import type {Suite} from "../../../src/core/evaluation/suite/summary.js";
import {openAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import {makeScratch} from "../../lease/scratch.js";
import {makeWorkspace} from "../../run/workspace-lock.js";
import {openStores} from "../../storage/open.js";
import {recordSuite} from "../../suite/recorded-suites.js";
import {runSuite} from "../../suite/run-suite.js";
import {storeSuite} from "../../suite/stored-suites.js";
import {openWorkers} from "../../tasks/workers.js";
import {maybeInteger} from "../option-values.js";
import {suiteText} from "../suite-text.js";
import type {Command, CommandCall} from "./command.js";

const seeds = {default: 10, min: 1, max: 100};

/** Measures every detector on a folder of labelled sets. */
export const command: Command = {
  usage: "DIR",
  description: `Measures every detector on every labelled set below a folder: CSV and Parquet with a
column of labels, npz (X and y, as ADBench), NSL-KDD, and labelled logs of flows. A
detector is trained on all rows and on normal ones alone; the Isolation Forest is
compared with published figures. What was measured is stored at once: a suite that
was killed goes on. \`atalaya build\` shows the newest suite on a page. The exit code
is 1 if a set is damaged.`,
  ofFeed: false,
  options: {seeds: {type: "string"}, label: {type: "string"}, by: {type: "string"}},
  optionHelp: [
    ["--seeds N", `seeds of each detector, from 0 (${seeds.default})`],
    ["--label NAME", "the column of labels of tables (label, y, class, or a last one of 0 and 1)"], // prettier-ignore
    ["--by NAME", "who asked for it, in the audit (the name of the user)"]
  ],
  takesPositionals: true,
  async run(call) {
    const [folder, more] = call.positionals;
    if (folder === undefined)
      throw new UsageError("missing folder: atalaya bench-suite DIR; name one with labelled sets");
    if (more !== undefined)
      throw new UsageError(`unknown argument: ${more}; one folder is measured at a time`);
    const {suite, key} = await measure(folder, call);
    call.print(call.json ? JSON.stringify({key, ...suite}) : suiteText(suite, key));
    const isFailed = suite.damaged.length > 0 || suite.results.some(({error}) => error !== null);
    return isFailed ? 1 : 0;
  }
};

async function measure(
  folder: string,
  {values, settings, reporter}: CommandCall
): Promise<{suite: Suite; key: string}> {
  const count = maybeInteger(values, "seeds", seeds) ?? seeds.default;
  const label = (values.label as string | undefined) ?? null;
  await makeWorkspace(settings);
  const {threads} = settings;
  const store = openStores(settings).eval;
  const scratch = await makeScratch(settings.scratch);
  const workers = openWorkers(threads > 1 ? threads : 0);
  try {
    const context = {store, workers, reporter, threads, scratch: scratch.folder};
    const suite = await runSuite({folder, seeds: count, label}, context);
    if (suite.sets.length === 0) throw new UsageError(nothingIn(folder, suite));
    const stored = await storeSuite(store, suite);
    const audit = await openAudit(settings, {onWait: (message) => reporter.warn(message)});
    const by = (values.by as string | undefined) ?? userInfo().username;
    await recordSuite(audit, stored, by).finally(() => audit.close());
    return {suite, key: stored.manifest.key};
  } finally {
    await workers.close();
    scratch.remove();
  }
}

function nothingIn(folder: string, {damaged, skipped}: Suite): string {
  const [first] = [...damaged, ...skipped];
  const why = first ? `: ${first.path}: ${first.reason}` : "";
  return `no labelled set in ${folder}${why}`;
}
