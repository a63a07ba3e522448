import {userInfo} from "node:os";
import type {RejectedLine} from "../../../src/core/readers/json-lines.js";
import type {Records} from "../../audit/audit.js";
import {openAudit, openExistingAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import {readRecordFile} from "../read-record-file.js";
import type {Command, CommandCall} from "./command.js";

/** A kind of record that pages export and the audit stores, for its command. */
export interface RecordKind<T> {
  /** The singular of the name of the command. */
  noun: string;
  description: string;

  /** The person that `--by` names; e.g., `the analyst`. */
  author: string;

  /** The help of `--by NAME`. */
  byHelp: string;

  /** Returns *value*, read from a line, as a record; throws if it is none. */
  parse: (value: unknown) => T;

  /** Stores *imported*, all or none, and returns how many were new. */
  store: (records: Records, imported: readonly T[], by: string) => Promise<number>;

  /** Returns the records that hold, oldest first. */
  read: (records: Records) => Promise<T[]>;

  /** The effect of an import, printed after its counts. */
  effect: string;

  /** The output of `list` without records: how to make one. */
  none: string;

  /** Returns the line of a record in `list`. */
  listLine: (record: T) => string;

  /** Returns the object that --json prints. */
  document: (all: readonly T[]) => object;
}

/** The number of rejected lines that are named. */
const listed = 20;

/** Returns the command `import|list|export` of *kind*. An invalid line is named and skipped: exit code 3. */
export function recordsCommand<T>(kind: RecordKind<T>): Command {
  const tasks: Readonly<Record<string, (call: CommandCall, rest: string[]) => Promise<number>>> = {
    import: (call, files) => importRecords(kind, call, files),
    list: (call, rest) => printRecords(kind, call, rest, {lineOf: kind.listLine, none: kind.none}),
    export: (call, rest) => printRecords(kind, call, rest, {lineOf: (one) => JSON.stringify(one)})
  };
  return {
    usage: "import|list|export [files…]",
    description: kind.description,
    options: {by: {type: "string"}},
    optionHelp: [["--by NAME", kind.byHelp]],
    takesPositionals: true,
    async run(call) {
      const [task, ...rest] = call.positionals;
      if (task === undefined || !Object.hasOwn(tasks, task))
        throw new UsageError(
          `unknown task: ${task ?? "none"}; try one of ${Object.keys(tasks).join(", ")}`
        );
      if (task !== "import" && call.values.by !== undefined)
        throw new UsageError("invalid option: --by is for import");
      return tasks[task](call, rest);
    }
  };
}

async function importRecords<T>(
  kind: RecordKind<T>,
  {settings, reporter, json, print, values}: CommandCall,
  files: string[]
): Promise<number> {
  if (files.length === 0)
    throw new UsageError("missing files; name files that a page exported, or - for standard input");
  const by = (values.by as string | undefined) ?? userInfo().username;
  if (by.trim() === "") throw new UsageError(`invalid --by: it is empty; name ${kind.author}`);
  const {accepted, rejected} = await readFiles(kind, files);
  for (const {file, line, reason} of rejected.slice(0, listed))
    reporter.warn(`${file}:${line}: ${reason}`);
  if (rejected.length > listed)
    reporter.warn(`${rejected.length - listed} more lines were rejected`);
  if (accepted.length === 0 && rejected.length > 0)
    throw new UsageError(
      `no ${kind.noun} in ${files.join(", ")}: ${rejected.length} rejected; pages export such lines`
    );
  const records = await openAudit(settings, {onWait: (message) => reporter.warn(message)});
  try {
    const added = await kind.store(records, accepted, by);
    const known = accepted.length - added;
    const counts = `${count(added, kind.noun)} added, ${known} known, ${rejected.length} rejected`;
    if (json) print(JSON.stringify({accepted: accepted.length, added, known, rejected}));
    else print(`${counts}; ${kind.effect}`);
  } finally {
    await records.close();
  }
  return rejected.length > 0 ? 3 : 0;
}

async function readFiles<T>({parse, noun}: RecordKind<T>, files: readonly string[]) {
  const accepted: T[] = [];
  const rejected: (RejectedLine & {file: string})[] = [];
  for (const file of files) {
    const read = await readRecordFile(file, parse, `${noun}s`);
    for (const record of read.accepted) accepted.push(record);
    for (const line of read.rejected) rejected.push({file, ...line});
  }
  return {accepted, rejected};
}

async function printRecords<T>(
  kind: RecordKind<T>,
  {settings, reporter, json, print}: CommandCall,
  rest: string[],
  {lineOf, none}: {lineOf: (record: T) => string; none?: string}
): Promise<number> {
  if (rest.length > 0)
    throw new UsageError(`unknown argument: ${rest[0]}; see \`atalaya ${kind.noun}s --help\``);
  const onWait = (message: string) => reporter.warn(message);
  const records = await openExistingAudit(settings, {onWait});
  try {
    const all = await kind.read(records);
    if (json) print(JSON.stringify(kind.document(all)));
    else if (all.length > 0) print(all.map(lineOf).join("\n"));
    else if (none !== undefined) print(none);
  } finally {
    await records.close();
  }
  return 0;
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}
