import type {PlannedRule} from "../../../core/sigma/trial/plan-trial.js";
import type {TrialWindow} from "../../../core/sigma/trial/summary-queries.js";
import {slug} from "../../../core/published/slug.js";
import type {Provenance} from "../../../core/schema/published.js";
import {nameElement} from "../../kit/clip.js";
import {element} from "../../kit/element.js";
import type {Child} from "../../kit/element.js";
import {eventTable} from "../../kit/event-table.js";
import {formatBytes, formatCount, formatDuration, formatScore, formatTime, plural, visible} from "../../kit/format.js"; // prettier-ignore
import {responsive} from "../../kit/responsive.js";
import {expandableTable} from "../../kit/table.js";
import type {Column} from "../../kit/table.js";
import {provenanceLine} from "../../provenance/provenance-line.js";
import {saveText} from "../../records/save-text.js";
import {alertHref} from "../../site/url-state.js";
import {plannedDetails} from "./planned-details.js";
import {shownHits, shownWindows} from "./shown-hits.js";
import type {TrialDatabase, TrialResult} from "./trial-database.js";
import {hitsSentence, overlapSentence} from "./trial-sentences.js";
import {hitsTimeline} from "./trial-timeline.js";
import {levelMark} from "../level-mark.js";
import {groupText, windowsFigure} from "../rule-windows.js";
import type {RuleWindowRow} from "../rule-data.js";

/** What the result of a rule is shown with. */
export interface TrialViewOptions {
  rule: PlannedRule;
  /** The place of the rule among those of the text, from 0. */
  i: number;
  database: TrialDatabase;
  threshold: number;
  provenance: Provenance;
  days: number;
  budgetPerDay: number;
}

/** The length of the longest query that is shown and not only saved. */
const maxShownSql = 50_000;

/** Shows what a rule found: what it would cost, when, which events, and how that was computed. */
export function trialView(result: TrialResult, options: TrialViewOptions): HTMLElement {
  const {rule, database, threshold} = options;
  const {log} = database;
  const facts = {...options, kind: rule.kind, summary: result.summary, log};
  const overlap = overlapSentence(facts);
  const {events} = result;
  const caption = `The most anomalous flows of the hits of a rule, at most ${shownHits}`;
  return element(
    "article",
    {class: "trial"},
    trialHeading(rule),
    element("p", {class: "finding"}, hitsSentence(facts)),
    overlap && element("p", {class: "about"}, overlap),
    result.summary.records > 0 && timelineOf(result, options),
    rule.kind === "correlation" &&
      result.windows.length > 0 &&
      windowTable(windowRows(rule, result.windows)),
    result.records ? recordTable(result.records) : null,
    events.length > 0 && tableTitle(`Most anomalous flows${shownOf(events.length, result.summary.flows)}`), // prettier-ignore
    events.length > 0 && eventTable(events, {threshold, max: log.max, caption, shown: 8}),
    plannedDetails(rule, `${formatDuration(result.took / 1000)} for all queries of this rule`),
    provenanceOf(result, options)
  );
}

/** Returns the heading of a tried rule: its title, its level, and the line where it begins. */
export function trialHeading({title, level, line, kind}: PlannedRule): HTMLElement {
  const what = kind === "correlation" ? "correlation" : "rule";
  return element(
    "header",
    {},
    element("h3", {}, nameElement(title.replace(/\s+/g, " "), 120, "plain")),
    level ? levelMark(level) : null,
    element("span", {class: "soft"}, `${what} at line ${line}`)
  );
}

function timelineOf(result: TrialResult, {rule, database}: TrialViewOptions): HTMLElement {
  const {first, last} = database.log;
  const {bins, bin} = result;
  const windows = windowRows(rule, result.windows);
  const draw = (width: number) =>
    windows.length > 0
      ? windowsFigure(windows, rule, {first, last, width})
      : hitsTimeline(bins, {first, last, width, bin});
  return element("figure", {class: "plot"}, responsive(draw));
}

/** The windows as those of a published rule: the group is a map as JSON. */
function windowRows(rule: PlannedRule, windows: readonly TrialWindow[]): RuleWindowRow[] {
  return windows.map(({group, ...window}) => ({
    ...window,
    group: JSON.stringify(Object.fromEntries(rule.groupBy.map((field, i) => [field, group[i]])))
  }));
}

function tableTitle(text: string): HTMLElement {
  return element("h4", {}, text);
}

function shownOf(shown: number, all: number): string {
  return shown < all ? `, ${formatCount(shown)} of ${formatCount(all)}` : "";
}

function windowTable(windows: readonly RuleWindowRow[]): HTMLElement {
  const columns: Column<RuleWindowRow>[] = [
    {
      name: "group",
      header: true,
      class: "address",
      cell: (row) => nameElement(groupText(row.group), 48)
    },
    {name: "from (UTC)", cell: ({since}) => formatTime(since)},
    {name: "to (UTC)", cell: ({until}) => formatTime(until)},
    {name: "events", number: true, cell: ({events}) => formatCount(events)},
    {name: "measure", number: true, cell: ({measure}) => String(Number(measure.toPrecision(6)))}
  ];
  const more = windows.length === shownWindows ? `, the first ${formatCount(shownWindows)}` : "";
  return element(
    "div",
    {},
    tableTitle(`Windows${more}`),
    expandableTable(windows, {columns, label: "Windows of the correlation", shown: 8})
  );
}

type RecordRow = NonNullable<TrialResult["records"]>[number];

function recordTable(records: readonly RecordRow[]): HTMLElement | null {
  if (records.length === 0) return null;
  const plain = ["time", "src", "dst", "score", "identity"];
  const own = Object.keys(records[0]).filter((name) => !plain.includes(name));
  const name = (value: unknown, most: number) => nameElement(textOf(value), most, "plain");
  const columns: Column<RecordRow>[] = [
    {name: "time (UTC)", cell: timeCell},
    {name: "source", class: "address", cell: ({src}) => nameElement(textOf(src), 22)},
    {name: "destination", class: "address", cell: ({dst}) => nameElement(textOf(dst), 22)},
    ...own.map((column) => ({name: column, cell: (row: RecordRow) => name(row[column], 32)})),
    {name: "score of its flow", number: true, cell: ({score}) => formatScore(score)}
  ];
  const label = "Records that the rule hits";
  return element(
    "div",
    {},
    tableTitle(`Records, at most ${shownHits}`),
    expandableTable(records, {columns, label, shown: 8})
  );
}

function timeCell({time, identity}: RecordRow): Child {
  const text = formatTime(time === null ? null : Number(time));
  return identity === null ? text : element("a", {href: alertHref(identity)}, text);
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value as string | number | boolean);
}

function provenanceOf(result: TrialResult, options: TrialViewOptions): HTMLElement {
  const {rule, i, database, provenance} = options;
  const {shown: sql, tables} = rule.query!;
  const flows = tables.length === 1 && tables[0] === "events";
  const isShown = sql.length <= maxShownSql;
  const line = provenanceLine(provenance, {
    n: result.summary.records,
    query: isShown ? sql : undefined,
    // The views of the Workbench have no rowid, which tells records of other logs apart.
    queryName: flows ? "SQL" : "SQL of the rule",
    figure: "rules.try-a-rule",
    exports: {
      name: `rule-${slug(visible(rule.title)).slice(0, 40) || i + 1}`,
      rows: () => database.exportRows(rule, i),
      alerts: flows
    }
  });
  if (isShown) return line;
  const save = element("button", {type: "button", class: "link"}, `save the SQL, ${formatBytes(sql.length)}`); // prettier-ignore
  save.addEventListener("click", () => saveText("atalaya-rule.sql", sql, "application/sql"));
  line.append(save);
  return line;
}

/** Shows why a rule was not run, or did not end. */
export function failedView(rule: PlannedRule, reason: string): HTMLElement {
  return element(
    "article",
    {class: "trial"},
    trialHeading(rule),
    element("p", {class: "message", role: "alert"}, visible(reason).slice(0, 600)),
    plannedDetails(rule, null)
  );
}

/** Returns how many rules of a text are not shown, in a sentence; null if there is none. */
export function omittedNote(omitted: number): HTMLElement | null {
  if (omitted === 0) return null;
  return element("p", {class: "soft"}, `${formatCount(omitted)} further ${plural(omitted, "rule")} of the text ${plural(omitted, "was", "were")} not run: \`atalaya rules backtest\` takes any number.`); // prettier-ignore
}
