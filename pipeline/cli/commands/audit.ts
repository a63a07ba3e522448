import {openAudit, openExistingAudit} from "../../audit/open.js";
import type {AuditVerification} from "../../audit/verify.js";
import {UsageError} from "../../config/errors.js";
import {readAnchors} from "../anchors.js";
import {checking} from "../unchecked.js";
import type {Command, CommandCall} from "./command.js";

const tasks: Readonly<Record<string, (call: CommandCall) => Promise<number>>> = {
  verify: verifyAudit,
  head: printHead,
  migrate: migrateAudit
};

/** Checks the audit, prints the head of its log, or migrates its schema. */
export const command: Command = {
  usage: "verify|head|migrate",
  description: `verify: checks that no entry of the log and no row of the audit was changed,
added, removed or moved; the exit code is 1 if one was, and each is named.
head: prints the head of the log, as COUNT:DIGEST; store it elsewhere, and verify
checks with --anchor that the log was neither truncated nor rewritten since.
migrate: applies missing migrations, with the role that owns the database.`,
  options: {anchor: {type: "string"}},
  optionHelp: [["--anchor HEAD", "an earlier head of the log; several are separated by commas"]],
  takesPositionals: true,
  async run(call) {
    const [task, ...rest] = call.positionals;
    if (task === undefined || !Object.hasOwn(tasks, task))
      throw new UsageError(
        `unknown task: ${task ?? "none"}; try one of ${Object.keys(tasks).join(", ")}`
      );
    if (rest.length > 0)
      throw new UsageError(`unknown argument: ${rest[0]}; see \`atalaya audit --help\``);
    if (task !== "verify" && call.values.anchor !== undefined)
      throw new UsageError("invalid option: --anchor is for verify");
    return tasks[task](call);
  }
};

async function verifyAudit({
  values,
  json,
  settings,
  reporter,
  print
}: CommandCall): Promise<number> {
  const anchors = readAnchors(values.anchor as string | undefined);
  const onWait = (message: string) => reporter.warn(message);
  return checking(async () => {
    const records = await openExistingAudit(settings, {onWait});
    try {
      const found = await records.verify(anchors);
      print(json ? JSON.stringify({ok: found.breachCount === 0, ...found}) : textOf(found));
      return found.breachCount === 0 ? 0 : 1;
    } finally {
      await records.close();
    }
  });
}

async function printHead({json, settings, print}: CommandCall): Promise<number> {
  const records = await openExistingAudit(settings);
  try {
    const head = await records.auditHead();
    print(json ? JSON.stringify(head) : `${head.count}:${head.digest}`);
    return 0;
  } finally {
    await records.close();
  }
}

async function migrateAudit({json, settings, print}: CommandCall): Promise<number> {
  const records = await openAudit(settings); // which brings it up to date
  await records.close();
  const {location} = records;
  print(json ? JSON.stringify({location}) : `the schema of ${location} is up to date`);
  return 0;
}

function textOf({head, rows, breaches, breachCount}: AuditVerification): string {
  const more = breachCount - breaches.length;
  const lines = breaches.map((sentence) => `wrong: ${sentence}`);
  if (more > 0) lines.push(`wrong: ${more} more`);
  lines.push(
    `${breachCount === 0 ? "untouched" : "NOT untouched"}: ${head.count} entries of the log, ${rows} rows of the audit`,
    `head: ${head.count}:${head.digest}`
  );
  return lines.join("\n");
}
