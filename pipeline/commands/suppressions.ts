import {userInfo} from "node:os";
import type {RejectedLine} from "../../src/core/readers/json-lines.js";
import {
  isInForce,
  parseSuppression,
  suppressionWords
} from "../../src/core/suppressions/suppression.js";
import type {Suppression} from "../../src/core/suppressions/suppression.js";
import type {KeptSuppression} from "../audit/decisions.js";
import {openAudit, openExistingAudit} from "../audit/open.js";
import {UsageError} from "../config/errors.js";
import {readRecordFile} from "../verdicts/read-file.js";
import type {Command, CommandCall} from "./command.js";

const tasks: Readonly<Record<string, (call: CommandCall, rest: string[]) => Promise<number>>> = {
  import: importSuppressions,
  list: (call, rest) => readAll(call, rest, listLine),
  export: (call, rest) => readAll(call, rest, (suppression) => JSON.stringify(suppression))
};

/** How many refused lines are named. */
const listed = 20;

/** Keeps the suppressions that a page exported, beside the verdicts. */
export const command: Command = {
  usage: "import|list|export [files…]",
  description: `import: keeps the suppressions of files that a page exported, JSON lines, in the audit;
- is standard input. A line that is none is named and left out; then the exit code is 3.
list: prints them, of two with one id the later. export: prints them as JSON lines,
which a page takes in. They hide events from lists, and delete nothing.`,
  options: {by: {type: "string"}},
  optionHelp: [["--by NAME", "who gave them (the name of the user)"]],
  takesWords: true,
  async run(call) {
    const [task, ...rest] = call.words;
    if (task === undefined || !Object.hasOwn(tasks, task))
      throw new UsageError(
        `unknown task: ${task ?? "none"}; try one of ${Object.keys(tasks).join(", ")}`
      );
    if (task !== "import" && call.values.by !== undefined)
      throw new UsageError("invalid option: --by is for import");
    return tasks[task](call, rest);
  }
};

async function importSuppressions(call: CommandCall, files: string[]): Promise<number> {
  const {settings, reporter, json, print, values} = call;
  if (files.length === 0)
    throw new UsageError("missing files; name what a page exported, or - for standard input");
  const by = (values.by as string | undefined) ?? userInfo().username;
  if (by.trim() === "") throw new UsageError("invalid --by: it is empty; name who gave them");
  const {accepted, rejected} = await readFiles(files);
  for (const {file, line, reason} of rejected.slice(0, listed))
    reporter.warn(`${file}:${line}: ${reason}`);
  if (rejected.length > listed)
    reporter.warn(`${rejected.length - listed} more lines were refused`);
  if (accepted.length === 0 && rejected.length > 0)
    throw new UsageError(
      `no suppression in ${files.join(", ")}: ${rejected.length} refused; a line is what a page exports`
    );
  const records = await openAudit(settings, {onWait: (message) => reporter.warn(message)});
  try {
    const added = await records.recordSuppressions(accepted.map(kept), by);
    const known = accepted.length - added;
    if (json) print(JSON.stringify({accepted: accepted.length, added, known, rejected}));
    else
      print(
        `${added} ${added === 1 ? "suppression" : "suppressions"} added, ${known} known already, ${rejected.length} refused`
      );
  } finally {
    await records.close();
  }
  return rejected.length > 0 ? 3 : 0;
}

function kept(suppression: Suppression): KeptSuppression {
  const body = suppression as unknown as KeptSuppression["body"]; // it was JSON a moment ago
  return {name: suppression.id, madeAt: new Date(suppression.at), body};
}

async function readFiles(files: readonly string[]) {
  const accepted: Suppression[] = [];
  const rejected: (RejectedLine & {file: string})[] = [];
  for (const file of files) {
    const read = await readRecordFile(file, parseSuppression, "suppressions");
    for (const suppression of read.accepted) accepted.push(suppression);
    for (const line of read.rejected) rejected.push({file, ...line});
  }
  return {accepted, rejected};
}

async function readAll(
  {settings, reporter, json, print}: CommandCall,
  rest: string[],
  lineOf: (suppression: Suppression) => string
): Promise<number> {
  if (rest.length > 0)
    throw new UsageError(`unknown argument: ${rest[0]}; see \`atalaya suppressions --help\``);
  const onWait = (message: string) => reporter.warn(message);
  const records = await openExistingAudit(settings, {onWait});
  try {
    const suppressions = (await records.suppressions()).map(({body}) => parseSuppression(body));
    if (json) print(JSON.stringify({suppressions}));
    else if (suppressions.length > 0) print(suppressions.map(lineOf).join("\n"));
    else if (lineOf === listLine)
      print("no suppressions yet; make them on the page of an event, export and import them");
  } finally {
    await records.close();
  }
  return 0;
}

function listLine(suppression: Suppression): string {
  const {id, reason, until} = suppression;
  const held = until === null ? "for good" : `until ${until.slice(0, 19)}Z`;
  const over = isInForce(suppression, Date.now()) ? "" : ", over";
  return `${id}  ${held}${over}  ${suppressionWords(suppression)}: ${reason.replaceAll(/\s+/g, " ")}`;
}
