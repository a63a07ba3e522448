import {userInfo} from "node:os";
import type {Records} from "../../audit/audit.js";
import {stages} from "../../audit/decisions.js";
import type {ModelVersion, Stage} from "../../audit/decisions.js";
import {openExistingAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import {findModelVersion} from "../../promotion/find-model-version.js";
import type {Command, CommandCall} from "./command.js";

/** Lists the versions of the models, or puts one into a stage. */
export const command: Command = {
  usage: "[promote MODEL]",
  description: `Lists the versions of each model, newest first, with the stage that each is in:
candidate, challenger, champion or retired. \`promote\` puts one into another stage;
MODEL is NAME@VERSION, or the digest of the file, or its first 8 digits or more. A
model has one champion at most: another that takes its place retires it. Who did
it, when and why stays in the audit.`,
  options: {stage: {type: "string"}, reason: {type: "string"}, by: {type: "string"}},
  optionHelp: [
    ["--stage STAGE", "the stage to promote to"],
    ["--reason TEXT", "the reason, for the audit"],
    ["--by NAME", "who promotes, for the audit (the name of the user)"]
  ],
  takesPositionals: true,
  async run(call) {
    const [task, ...rest] = call.positionals;
    if (task !== undefined && task !== "promote")
      throw new UsageError(`unknown argument: ${task}; see \`atalaya models --help\``);
    const records = await openExistingAudit(call.settings, {
      onWait: (message) => call.reporter.warn(message)
    });
    try {
      if (task === "promote") await promote(records, rest, call);
      print(await records.modelVersions(), call);
      return 0;
    } finally {
      await records.close();
    }
  }
};

async function promote(
  records: Records,
  positionals: string[],
  {values}: CommandCall
): Promise<void> {
  if (positionals.length !== 1)
    throw new UsageError("invalid model: name one, as NAME@VERSION or by its digest");
  const {stage, reason, by = userInfo().username} = values as Record<string, string | undefined>;
  if (stage === undefined || !stages.includes(stage as Stage))
    throw new UsageError(`invalid --stage: ${stage ?? "missing"}; try one of ${stages.join(", ")}`);
  if (reason === undefined) throw new UsageError("missing --reason; the audit records it");
  const {name, version} = findModelVersion(await records.modelVersions(), positionals[0]);
  const promotion = {name, version, stage: stage as Stage, reason};
  await records.promote({...promotion, promotedBy: by, promotedAt: new Date()});
}

function print(versions: readonly ModelVersion[], {json, print: write}: CommandCall): void {
  if (json) write(JSON.stringify({models: versions}));
  else if (versions.length === 0) write("no models yet; try `atalaya run`");
  else for (const version of versions) write(lineOf(version));
}

function lineOf({name, version, sha256, firstRun, stage, ...promotion}: ModelVersion): string {
  const line = `${name}@${version}  ${stage.padEnd(10)} ${sha256.slice(0, 12)}  ${firstRun}`;
  const {reason, promotedBy, promotedAt} = promotion;
  if (promotedAt === null) return line;
  return `${line}\n    ${new Date(promotedAt).toISOString().slice(0, 19)}Z ${promotedBy}: ${reason}`;
}
