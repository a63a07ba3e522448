import {readJsonLines} from "../../core/readers/json-lines.js";
import {countVerdicts, newestFirst, verdictLines} from "../../core/verdicts/merge.js";
import {identityOf, parseAnyVerdict} from "../../core/verdicts/verdict.js";
import type {EventVerdict, IncidentVerdict, Verdict} from "../../core/verdicts/verdict.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {
  formatCount,
  formatDigest,
  formatScore,
  formatTime,
  plural,
  visible
} from "../kit/format.js";
import {storedRecordsPanel} from "./stored-records-panel.js";
import type {StoredRecords} from "./stored-records.js";
import {pageHref} from "../site/url-state.js";
import {verdictTag} from "./verdict-mark.js";
import {importVerdicts, verdicts} from "./verdict-store.js";

/** How to show the verdicts of this browser. */
export interface VerdictPanelOptions {
  /** The digest of the evaluation on the page: only its events can be opened by their numbers. */
  evaluation: string;

  /** Which verdicts; defaults to those on published events. */
  records?: StoredRecords<Verdict>;

  /** The name of the file that an export writes; defaults to `verdicts.jsonl`. */
  fileName?: string;

  /** A sentence after the counts: the use of an export. */
  use?: string;

  /** Returns a function that shows the event of a verdict on no evaluation, or null; by default null. */
  openerOf?: (verdict: EventVerdict) => (() => void) | null;
}

/** Lists the verdicts of this browser, latest first, with counts; see `storedRecordsPanel`. */
export function verdictPanel(options: VerdictPanelOptions): HTMLElement {
  const {records = verdicts, fileName = "verdicts.jsonl", use = measured} = options;
  return storedRecordsPanel<Verdict>({
    records,
    fileName,
    inOrder: () => newestFirst(records.all().values()),
    summary: (all) => summary(all, use),
    lines: verdictLines,
    importText(text) {
      const {accepted, rejected} = readJsonLines(text, parseAnyVerdict);
      const {added, replaced, ignored} = importVerdicts(accepted, records);
      const message = `${formatCount(added)} added, ${formatCount(replaced)} replaced by a later one, ${formatCount(ignored)} stored already or not later`;
      return {message, rejected};
    },
    item: (verdict, remove) => item(verdict, options, remove),
    identityOf
  });
}

const measured =
  "Export them, and import the file with “atalaya verdicts import”: the next run is measured against them.";

function summary(all: readonly Verdict[], use: string): string {
  if (all.length === 0)
    return "None yet. Open an incident or an event, and give a verdict with t, f or u.";
  const n = countVerdicts(all);
  return `${formatCount(n.all)} in this browser: ${formatCount(n.true)} true, ${formatCount(n.false)} false, ${formatCount(n.unsure)} unsure. ${use}`;
}

function item(
  verdict: Verdict,
  {evaluation, openerOf}: VerdictPanelOptions,
  remove: () => void
): HTMLLIElement {
  if ("incident" in verdict) return incidentItem(verdict, remove);
  const {event, time, src, dst, score, file, line, note, at, by} = verdict;
  const where = `${formatDigest(file)}:${line}`;
  const pair =
    src === null || dst === null
      ? [element("span", {class: "mono"}, where)]
      : [nameElement(src, 24), " → ", nameElement(dst, 24)];
  const here = event !== null && verdict.evaluation === evaluation;
  return element(
    "li",
    {},
    verdictTag(verdict.verdict),
    here
      ? element("a", {href: pageHref("alert", {event})}, ...pair)
      : pairNode(verdict, pair, openerOf?.(verdict) ?? null),
    element(
      "span",
      {class: "faint"},
      time === null ? "" : `${formatTime(time)}, `,
      score === null ? "" : `${formatScore(score)}, `,
      `${formatTime(Date.parse(at))} UTC`,
      by === "" ? "" : ` by ${visible(by)}`
    ),
    removeButton(where, remove),
    note !== "" && element("span", {class: "note"}, visible(note))
  );
}

function incidentItem(
  {verdict, file, incident, name, events, note, at, by}: IncidentVerdict,
  remove: () => void
): HTMLLIElement {
  const title = `incident ${incident} that begins in the file with SHA-256 ${file}`;
  const text = visible(name ?? incident).slice(0, 120);
  return element(
    "li",
    {},
    verdictTag(verdict),
    element("a", {href: pageHref("incident", {id: incident}), title}, text),
    element(
      "span",
      {class: "faint"},
      events === null ? "" : `${formatCount(events)} ${plural(events, "event")}, `,
      `${formatTime(Date.parse(at))} UTC`,
      by === "" ? "" : ` by ${visible(by)}`
    ),
    removeButton(incident, remove),
    note !== "" && element("span", {class: "note"}, visible(note))
  );
}

function removeButton(where: string, remove: () => void): HTMLButtonElement {
  const label = `Remove the verdict on ${where}`;
  const button = element("button", {type: "button", class: "plain", "aria-label": label}, "remove");
  button.addEventListener("click", remove);
  return button;
}

/** Returns the hosts of an event of no evaluation: a button where *open* shows it. */
function pairNode(
  {file, line}: EventVerdict,
  pair: readonly Child[],
  open: (() => void) | null
): HTMLElement {
  const title = `line ${line} of the file with SHA-256 ${file}`;
  if (!open) return element("span", {title}, ...pair);
  const button = element("button", {type: "button", class: "plain pair", title}, ...pair);
  button.addEventListener("click", open);
  return button;
}
