import {
  isInForce,
  parseSuppression,
  suppressionWords
} from "../../../src/core/suppressions/suppression.js";
import type {Suppression} from "../../../src/core/suppressions/suppression.js";
import type {StoredSuppression} from "../../audit/decisions.js";
import {recordsCommand} from "./stored-records.js";

/** Stores the suppressions that a page exported, beside the verdicts. */
export const command = recordsCommand<Suppression>({
  noun: "suppression",
  description: `import: stores the suppressions of files that a page exported, JSON lines, in the
audit; - is standard input. An invalid line is named and skipped; then the exit code is 3.
list: prints them, of two with one id the later. export: prints them as JSON lines,
which a page imports. They hide events from lists, and delete nothing.`,
  author: "their author",
  byHelp: "their author (the name of the user)",
  parse: parseSuppression,
  store: (records, imported, by) => records.recordSuppressions(imported.map(storable), by),
  read: async (records) => (await records.suppressions()).map(({body}) => parseSuppression(body)),
  effect: "a page imports what `atalaya suppressions export` prints",
  none: "no suppressions yet; make them on the page of an event, export and import them",
  listLine,
  document: (suppressions) => ({suppressions})
});

function storable(suppression: Suppression): StoredSuppression {
  const body = suppression as unknown as StoredSuppression["body"]; // it was JSON a moment ago
  return {name: suppression.id, madeAt: new Date(suppression.at), body};
}

function listLine(suppression: Suppression): string {
  const {id, reason, until} = suppression;
  const held = until === null ? "for good" : `until ${until.slice(0, 19)}Z`;
  const over = isInForce(suppression, Date.now()) ? "" : ", over";
  return `${id}  ${held}${over}  ${suppressionWords(suppression)}: ${reason.replaceAll(/\s+/g, " ")}`;
}
