import {countVerdicts, mergeVerdicts} from "../../../src/core/verdicts/merge.js";
import {parseVerdict} from "../../../src/core/verdicts/verdict.js";
import type {EventVerdict} from "../../../src/core/verdicts/verdict.js";
import type {Verdict} from "../../audit/decisions.js";
import {recordsCommand} from "./stored-records.js";

/** Keeps what people say of events, so that the next run reports precision on it. */
export const command = recordsCommand<EventVerdict>({
  noun: "verdict",
  description: `import: keeps the verdicts of files that a page exported, JSON lines, in the audit; -
is standard input. The next run measures itself against them. A line that is no
verdict is named and left out; then the exit code is 3.
list: prints the last verdict on each event. export: prints them as JSON lines.`,
  giver: "who judged",
  byHelp: "who judged, where a verdict does not say (the name of the user)",
  parse: parseVerdict,
  keep: (records, given, by) => records.recordVerdicts(given.map((one) => storedVerdict(one, by))),
  async read(records) {
    const found = (await records.verdicts()).flatMap((verdict) => eventVerdict(verdict) ?? []);
    return [...mergeVerdicts([], found).verdicts.values()];
  },
  effect: "the next `atalaya run` measures itself against them",
  none: "no verdicts yet; judge events on the site, and import them",
  listLine,
  document: (verdicts) => ({counts: countVerdicts(verdicts), verdicts})
});

function storedVerdict({file, line, verdict, note, by, at}: EventVerdict, user: string): Verdict {
  const judgedBy = by.trim() === "" ? user : by;
  return {fileSha256: file, line, verdict, note, judgedBy, judgedAt: new Date(at)};
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
    by: verdict.judgedBy,
    at: verdict.judgedAt.toISOString(),
    ...{event: null, evaluation: null, time: null, src: null, dst: null, score: null}
  };
}

function listLine({verdict, file, line, at, by, note}: EventVerdict): string {
  const said = note === "" ? "" : `: ${note.replaceAll(/\s+/g, " ")}`;
  return `${verdict.padEnd(6)}  ${file.slice(0, 12)}:${line}  ${at.slice(0, 19)}Z  ${by}${said}`;
}
