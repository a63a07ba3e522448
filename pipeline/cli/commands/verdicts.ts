import {countVerdicts, mergeVerdicts} from "../../../src/core/verdicts/merge.js";
import {parseVerdict} from "../../../src/core/verdicts/verdict.js";
import type {EventVerdict} from "../../../src/core/verdicts/verdict.js";
import type {Verdict} from "../../audit/decisions.js";
import {recordsCommand} from "./stored-records.js";

/** Stores the verdicts of analysts, so that the next run measures precision on them. */
export const command = recordsCommand<EventVerdict>({
  noun: "verdict",
  description: `import: stores the verdicts of files that a page exported, JSON lines, in the audit; -
is standard input. The next run measures its models against them. An invalid line is
named and skipped; then the exit code is 3.
list: prints the last verdict on each event. export: prints them as JSON lines.`,
  author: "the analyst",
  byHelp: "the analyst, where a verdict names none (the name of the user)",
  parse: parseVerdict,
  store: (records, imported, user) =>
    records.recordVerdicts(imported.map((one) => storedVerdict(one, user))),
  async read(records) {
    const found = (await records.verdicts()).flatMap((verdict) => eventVerdict(verdict) ?? []);
    return [...mergeVerdicts([], found).verdicts.values()];
  },
  effect: "the next `atalaya run` measures its models against them",
  none: "no verdicts yet; give them on the site, export and import them",
  listLine,
  document: (verdicts) => ({counts: countVerdicts(verdicts), verdicts})
});

function storedVerdict({file, line, verdict, note, by, at}: EventVerdict, user: string): Verdict {
  const author = by.trim() === "" ? user : by;
  return {fileSha256: file, line, verdict, note, by: author, at: new Date(at)};
}

/** Returns *verdict* of the audit as a line of a file; null if it names no line of a log. */
function eventVerdict(verdict: Verdict): EventVerdict | null {
  if (!("fileSha256" in verdict)) return null;
  return {
    format: "atalaya-verdict/1",
    file: verdict.fileSha256,
    line: verdict.line,
    verdict: verdict.verdict,
    note: verdict.note,
    by: verdict.by,
    at: verdict.at.toISOString(),
    ...{event: null, evaluation: null, time: null, src: null, dst: null, score: null}
  };
}

function listLine({verdict, file, line, at, by, note}: EventVerdict): string {
  const reason = note === "" ? "" : `: ${note.replaceAll(/\s+/g, " ")}`;
  return `${verdict.padEnd(6)}  ${file.slice(0, 12)}:${line}  ${at.slice(0, 19)}Z  ${by}${reason}`;
}
