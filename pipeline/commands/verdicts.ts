import {userInfo} from "node:os";
import type {RejectedLine} from "../../src/core/readers/json-lines.js";
import {countVerdicts, mergeVerdicts} from "../../src/core/verdicts/merge.js";
import type {EventVerdict} from "../../src/core/verdicts/verdict.js";
import type {Records} from "../audit/audit.js";
import type {Verdict} from "../audit/decisions.js";
import {openAudit, openExistingAudit} from "../audit/open.js";
import {UsageError} from "../config/errors.js";
import {readVerdictFile} from "../verdicts/read-file.js";
import type {Command, CommandCall} from "./command.js";

const tasks: Readonly<Record<string, (call: CommandCall, rest: string[]) => Promise<number>>> = {
  import: importVerdicts,
  list: (call, rest) => readAll(call, rest, listLine),
  export: (call, rest) => readAll(call, rest, exportLine)
};

/** Keeps what people say of events, so that the next run reports precision on it. */
export const command: Command = {
  usage: "import|list|export [files…]",
  description: `import: keeps the verdicts of files that a page exported, JSON lines, in the audit; -
is standard input. The next run measures itself against them. A line that is no
verdict is named and left out; then the exit code is 3.
list: prints the last verdict on each event. export: prints them as JSON lines.`,
  options: {by: {type: "string"}},
  optionHelp: [["--by NAME", "who judged, where a verdict does not say (the name of the user)"]],
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

async function importVerdicts(call: CommandCall, files: string[]): Promise<number> {
  const {settings, reporter, json, print, values} = call;
  if (files.length === 0)
    throw new UsageError("missing files; name what a page exported, or - for standard input");
  const by = (values.by as string | undefined) ?? userInfo().username;
  if (by.trim() === "") throw new UsageError("invalid --by: it is empty; name who judged");
  const accepted: EventVerdict[] = [];
  const rejected: (RejectedLine & {file: string})[] = [];
  for (const file of files) {
    const read = await readVerdictFile(file);
    for (const verdict of read.accepted) accepted.push(verdict);
    for (const line of read.rejected) rejected.push({file, ...line});
  }
  for (const {file, line, reason} of rejected.slice(0, listed))
    reporter.warn(`${file}:${line}: ${reason}`);
  if (rejected.length > listed)
    reporter.warn(`${rejected.length - listed} more lines were refused`);
  if (accepted.length === 0 && rejected.length > 0)
    throw new UsageError(
      `no verdict in ${files.join(", ")}: ${rejected.length} refused; a line is what a page exports`
    );
  const records = await openAudit(settings, {onWait: (message) => reporter.warn(message)});
  try {
    const added = await records.recordVerdicts(
      accepted.map((verdict) => storedVerdict(verdict, by))
    );
    const known = accepted.length - added;
    if (json) print(JSON.stringify({accepted: accepted.length, added, known, rejected}));
    else
      print(
        `${count(added, "verdict")} added, ${known} known already, ${rejected.length} refused; the next \`atalaya run\` measures itself against them`
      );
  } finally {
    await records.close();
  }
  return rejected.length > 0 ? 3 : 0;
}

/** How many refused lines are named. */
const listed = 20;

function storedVerdict({file, line, verdict, note, by, at}: EventVerdict, user: string): Verdict {
  const judgedBy = by.trim() === "" ? user : by;
  return {fileSha256: file, line, verdict, note, judgedBy, judgedAt: new Date(at)};
}

/** Returns *verdict* of the audit as a line of a file; null if it names no line of a log. */
function givenVerdict(verdict: Verdict): EventVerdict | null {
  if (!("fileSha256" in verdict)) return null;
  return {
    format: "atalaya-verdict/1",
    file: verdict.fileSha256,
    line: verdict.line,
    verdict: verdict.verdict,
    note: verdict.note,
    by: verdict.judgedBy,
    at: verdict.judgedAt.toISOString(),
    ...{event: null, evaluation: null, time: null, src: null, dst: null, score: null}
  };
}

async function readAll(
  {settings, reporter, json, print}: CommandCall,
  rest: string[],
  lineOf: (verdict: EventVerdict) => string
): Promise<number> {
  if (rest.length > 0)
    throw new UsageError(`unknown argument: ${rest[0]}; see \`atalaya verdicts --help\``);
  const onWait = (message: string) => reporter.warn(message);
  const records: Records = await openExistingAudit(settings, {onWait});
  try {
    const found = (await records.verdicts()).flatMap((verdict) => givenVerdict(verdict) ?? []);
    const verdicts = [...mergeVerdicts([], found).verdicts.values()];
    if (json) print(JSON.stringify({counts: countVerdicts(verdicts), verdicts}));
    else if (verdicts.length > 0) print(verdicts.map(lineOf).join("\n"));
    else if (lineOf === listLine)
      print("no verdicts yet; judge events on the site, and import them");
  } finally {
    await records.close();
  }
  return 0;
}

function listLine({verdict, file, line, at, by, note}: EventVerdict): string {
  const said = note === "" ? "" : `: ${note.replaceAll(/\s+/g, " ")}`;
  return `${verdict.padEnd(6)}  ${file.slice(0, 12)}:${line}  ${at.slice(0, 19)}Z  ${by}${said}`;
}

function exportLine(verdict: EventVerdict): string {
  return JSON.stringify(verdict);
}

function count(n: number, what: string): string {
  return `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;
}
