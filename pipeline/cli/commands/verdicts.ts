import {countVerdicts, mergeVerdicts} from "../../../src/core/verdicts/merge.js";
import {incidentKey, maybeIncident, parseAnyVerdict} from "../../../src/core/verdicts/verdict.js";
import type {Verdict} from "../../../src/core/verdicts/verdict.js";
import type {Verdict as StoredVerdict} from "../../audit/decisions.js";
import {recordsCommand} from "./stored-records.js";

/** Stores the verdicts of analysts, so that the next run measures precision on them. */
export const command = recordsCommand<Verdict>({
  noun: "verdict",
  description: `import: stores the verdicts of files that a page exported, JSON lines, in the audit; -
is standard input. The next run measures its models against them. An invalid line is
named and skipped; then the exit code is 3.
list: prints the last verdict on each event and incident. export: prints them as JSON lines.`,
  author: "the analyst",
  byHelp: "the analyst, where a verdict names none (the name of the user)",
  parse: parseAnyVerdict,
  store: (records, imported, user) =>
    records.recordVerdicts(imported.map((one) => storedVerdict(one, user))),
  async read(records) {
    const found = (await records.verdicts()).flatMap((verdict) => readVerdict(verdict) ?? []);
    return [...mergeVerdicts([], found).verdicts.values()];
  },
  effect: "the next `atalaya run` measures its models against them",
  none: "no verdicts yet; give them on the site, export and import them",
  listLine,
  document: (verdicts) => ({counts: countVerdicts(verdicts), verdicts})
});

function storedVerdict(given: Verdict, user: string): StoredVerdict {
  const {file, verdict, note, by, at} = given;
  const author = by.trim() === "" ? user : by;
  const key =
    "incident" in given ? {eventId: incidentKey(given)} : {fileSha256: file, line: given.line};
  return {...key, verdict, note, by: author, at: new Date(at)};
}

/** Returns *stored* of the audit as a line of a file; null if it names no line of a log and no incident. */
function readVerdict(stored: StoredVerdict): Verdict | null {
  const {verdict, note, by, at} = stored;
  const content = {verdict, note, by, at: at.toISOString()};
  if ("fileSha256" in stored)
    return {
      format: "atalaya-verdict/1",
      file: stored.fileSha256,
      line: stored.line,
      ...content,
      ...{event: null, evaluation: null, time: null, src: null, dst: null, score: null}
    };
  const named = maybeIncident(stored.eventId);
  if (!named) return null;
  return {
    format: "atalaya-incident-verdict/1",
    ...named,
    ...content,
    ...{evaluation: null, name: null, events: null}
  };
}

function listLine(given: Verdict): string {
  const {verdict, file, at, by, note} = given;
  const reason = note === "" ? "" : `: ${note.replaceAll(/\s+/g, " ")}`;
  const what =
    "incident" in given ? `incident ${given.incident}` : `${file.slice(0, 12)}:${given.line}`;
  return `${verdict.padEnd(6)}  ${what}  ${at.slice(0, 19)}Z  ${by}${reason}`;
}
