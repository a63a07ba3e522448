import {createInterface} from "node:readline/promises";
import {userInfo} from "node:os";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {Records} from "../../audit/audit.js";
import type {ModelVersion} from "../../audit/decisions.js";
import {openExistingAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import {makeScratch} from "../../lease/scratch.js";
import {findEntry} from "../../proof/find-run.js";
import {decidePromotion} from "../../promotion/decide.js";
import {findModelVersion} from "../../promotion/find-model-version.js";
import {readPromotionPolicy} from "../../promotion/policy.js";
import type {ReadPolicy} from "../../promotion/policy.js";
import {
  comparedStages,
  compareWithChampion,
  findChampion,
  recordDecision
} from "../../promotion/promote.js";
import type {DecisionRecord} from "../../promotion/promote.js";
import type {ModelComparison} from "../../promotion/compare-models.js";
import {comparisonReason, comparisonText} from "../../promotion/promotion-text.js";
import {versionName} from "../../promotion/read-version.js";
import {findLatest} from "../../run/latest.js";
import {openStores} from "../../storage/open.js";
import type {Command, CommandCall} from "./command.js";

/** Compares a model with the champion, and promotes it. */
export const command: Command = {
  usage: "MODEL",
  description: `Compares a version of a model with the champion on the same events, those of the
test window of a run, and promotes it if that is confirmed: by an answer, by --yes,
or by a written policy. MODEL is NAME@VERSION, or the digest of the file, or its
first 8 digits or more. Exits with 1 if it is not promoted. \`atalaya models promote\`
promotes without a comparison.`,
  options: {
    stage: {type: "string"},
    reason: {type: "string"},
    by: {type: "string"},
    on: {type: "string"},
    yes: {type: "boolean"},
    policy: {type: "string"}
  },
  optionHelp: [
    ["--stage STAGE", "the stage to promote to: champion or challenger (champion)"],
    ["--reason TEXT", "the reason, for the audit (the first measure)"],
    ["--by NAME", "who promotes, for the audit (the name of the user)"],
    ["--on RUN", "the run whose test window is compared on (the latest)"],
    ["--yes", "promote without a question"],
    ["--policy FILE", "let the policy in this file decide (YAML or JSON), and record why"]
  ],
  takesPositionals: true,
  async run(call) {
    const asked = await readCall(call);
    const records = await openExistingAudit(call.settings, {
      onWait: (message) => call.reporter.warn(message)
    });
    try {
      return await promote(asked, records, call);
    } finally {
      await records.close();
    }
  }
};

/** What the command line asks for. */
interface Asked {
  model: string;
  stage: DecisionRecord["stage"];
  policy: ReadPolicy | null;
}

async function readCall({positionals, values}: CommandCall): Promise<Asked> {
  if (positionals.length !== 1)
    throw new UsageError("invalid model: name one, as NAME@VERSION or by its digest");
  const {stage = "champion"} = values;
  const known = comparedStages.find((name) => name === stage);
  if (!known)
    throw new UsageError(
      `invalid --stage: ${stage}; it is ${comparedStages.join(" or ")}, and \`atalaya models promote\` takes the others`
    );
  if (values.policy !== undefined && (values.yes || values.reason !== undefined))
    throw new UsageError("ambiguous decision: --policy decides by itself; omit --yes and --reason");
  if (typeof values.reason === "string" && values.reason.trim() === "")
    throw new UsageError("invalid --reason: it is empty; say why, or omit it");
  const policy =
    values.policy === undefined ? null : await readPromotionPolicy(String(values.policy));
  return {model: positionals[0], stage: known, policy};
}

async function promote(asked: Asked, records: Records, call: CommandCall): Promise<number> {
  const versions = await records.modelVersions();
  const version = findModelVersion(versions, asked.model);
  if (version.stage === asked.stage)
    throw new UsageError(`invalid stage: ${versionName(version)} is ${asked.stage} already`);
  const champion = findChampion(versions, version);
  const comparison = champion ? await compare({version, champion}, records, call) : null;
  if (!call.json)
    call.print(
      comparison
        ? comparisonText(comparison)
        : `${version.name} has no champion yet: there is nothing to compare ${versionName(version)} with`
    );
  const decided = await decide(asked, version, comparison, call);
  if (decided) await recordDecision(decided, records);
  const outcome = outcomeText(version, asked, decided);
  if (call.json) call.print(JSON.stringify({...decisionJson(decided), comparison}));
  else if (decided) call.print(outcome);
  if (!decided) call.reporter.warn(outcome);
  return decided?.decision === "promoted" || decided?.decision === "dry-run" ? 0 : 1;
}

async function compare(
  versions: {version: ModelVersion; champion: ModelVersion},
  records: Records,
  {values, settings, reporter}: CommandCall
): Promise<ModelComparison> {
  const stores = openStores(settings);
  const run = await findRun(values.on, records, stores);
  const scratch = await makeScratch(settings.scratch, {elsewhere: true});
  try {
    const context = {stores, scratch: scratch.folder, reporter, threads: settings.threads};
    return await compareWithChampion({...versions, run}, records, context);
  } finally {
    scratch.remove();
  }
}

async function findRun(
  on: CommandCall["values"][string],
  records: Records,
  stores: ReturnType<typeof openStores>
): Promise<RunEntry> {
  const name = on === undefined ? (await findLatest(stores))?.run : String(on);
  if (name === undefined) throw new UsageError("no runs yet; try `atalaya run`");
  const entry = await findEntry(records, name);
  if (!entry) throw new UsageError(`unknown run: ${name}; \`atalaya runs\` lists them`);
  return entry;
}

/** Returns what was decided, and who decided it; undefined if nobody was there to decide. */
async function decide(
  {stage, policy}: Asked,
  version: ModelVersion,
  comparison: ModelComparison | null,
  {values, json}: CommandCall
): Promise<DecisionRecord | undefined> {
  const by = String(values.by ?? userInfo().username);
  const decided = {version, stage, comparison, policy, by};
  if (policy) {
    const {accepted, reasons} = decidePromotion(policy.policy, comparison);
    const digest = `policy ${policy.sha256.slice(0, 12)}`;
    if (!accepted) return {...decided, decision: "denied", reasons};
    const decision = policy.policy.dryRun ? "dry-run" : "promoted";
    return {...decided, decision, reasons: [`${digest}: ${comparisonReason(comparison!)}`]};
  }
  const usual = comparison ? comparisonReason(comparison) : `the first champion of ${version.name}`;
  const reasons = [String(values.reason ?? usual)];
  if (values.yes) return {...decided, decision: "promoted", reasons};
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const isYes = await confirm(`promote ${versionName(version)} to ${stage}? [y/N] `);
  return {...decided, decision: isYes ? "promoted" : "declined", reasons};
}

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({input: process.stdin, output: process.stdout});
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
}

function outcomeText(
  version: ModelVersion,
  {stage}: Asked,
  decided: DecisionRecord | undefined
): string {
  const name = versionName(version);
  switch (decided?.decision) {
    case "promoted":
      return `promoted: ${name} is ${stage}; ${decided.reasons.join("; ")}`;
    case "dry-run":
      return `not promoted (dry run): the policy would make ${name} ${stage}; ${decided.reasons.join("; ")}`;
    case "denied":
      return `not promoted: the policy denies ${name}: ${decided.reasons.join("; ")}`;
    case "declined":
      return `not promoted: declined`;
    case undefined:
      return `not promoted: ${name} was not confirmed, since this is no terminal; pass --yes, or a --policy`;
  }
}

function decisionJson(decided: DecisionRecord | undefined): object {
  if (!decided) return {decision: "not-confirmed", reasons: [], policy: null};
  const {decision, reasons, policy, stage, version} = decided;
  return {decision, model: versionName(version), stage, reasons, policy: policy?.sha256 ?? null};
}
