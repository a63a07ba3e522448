import type {PlannedRule, PlannedSource} from "../../../core/sigma/trial/plan-trial.js";
import {nameElement} from "../../kit/clip.js";
import {element} from "../../kit/element.js";
import type {Child} from "../../kit/element.js";
import {visible} from "../../kit/format.js";

/** How many fields of a source are listed. */
const maxFields = 60;

/** Returns how a rule is run: table, mapping, the columns of its fields, what it finds in words; opens in place. */
export function plannedDetails(rule: PlannedRule, time: string | null): HTMLElement {
  const rows = rule.sources.flatMap((source) => sourceRows(source, rule.sources.length > 1));
  if (time !== null) rows.push(["time", time]);
  const list = element("dl", {});
  for (const [name, value] of rows)
    list.append(element("dt", {}, name), element("dd", {}, ...[value].flat()));
  const words = element("pre", {tabindex: 0, "aria-label": "The rule in words"}, visible(rule.words.join("\n"))); // prettier-ignore
  const missing = rule.sources.flatMap(({table, fields}) =>
    table === null ? [] : fields.filter(({column}) => column === null)
  );
  const note = missing.length > 0 ? `; ${missing.length} of its fields ${missing.length === 1 ? "is" : "are"} not in the table` : ""; // prettier-ignore
  const summary = element("summary", {}, `How it is run${note}`);
  return element("details", {class: "planned", open: missing.length > 0}, summary, list, words);
}

function sourceRows(source: PlannedSource, isOneOfMany: boolean): [string, Child | Child[]][] {
  const {title, logSource, mapping, table, fields} = source;
  const rows: [string, Child | Child[]][] = [];
  if (isOneOfMany) rows.push(["rule", nameElement(title, 100, "plain")]);
  rows.push(["log source", nameElement(logSource, 100, "plain")]);
  rows.push(["run on", table === null ? (mapping ?? "no log of this kind") : [element("code", {}, table), `, ${mapping}`]]); // prettier-ignore
  if (table === null) return rows;
  const listed = (among: PlannedSource["fields"]) => commaList(among.slice(0, maxFields));
  const present = fields.filter(({column}) => column !== null);
  const missing = fields.filter(({column}) => column === null);
  if (present.length > 0) rows.push(["fields", listed(present)]);
  if (missing.length > 0) rows.push(["missing", [...listed(missing), "; no event has them"]]);
  return rows;
}

function commaList(fields: PlannedSource["fields"]): Child[] {
  return fields.flatMap(({field, column}, i) => [
    i > 0 ? ", " : null,
    nameElement(field, 60),
    column !== null && column !== field ? " as " : null,
    column !== null && column !== field ? element("code", {}, column) : null
  ]);
}
