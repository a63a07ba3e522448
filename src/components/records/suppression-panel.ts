import {readJsonLines} from "../../core/readers/json-lines.js";
import {
  isInForce,
  parseSuppression,
  suppressionWords
} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import {element} from "../kit/element.js";
import {formatCount, formatTime, visible} from "../kit/format.js";
import {storedRecordsPanel} from "./stored-records-panel.js";
import {suppressions, importSuppressions} from "./suppression-store.js";

/** Lists the suppressions of this browser: what each hides, why and until when; see `storedRecordsPanel`. */
export function suppressionPanel(): HTMLElement {
  return storedRecordsPanel<Suppression>({
    records: suppressions,
    fileName: "suppressions.jsonl",
    inOrder: () => [...suppressions.all().values()].sort(laterFirst),
    summary,
    lines: (all) => all.map((one) => `${JSON.stringify(one)}\n`).join(""),
    importText(text) {
      const {accepted, rejected} = readJsonLines(text, parseSuppression);
      const imported = importSuppressions(accepted);
      const known = accepted.length - imported;
      return {
        message: `${formatCount(imported)} imported, ${formatCount(known)} stored already or not later`,
        rejected
      };
    },
    item,
    identityOf: ({id}) => id
  });
}

function laterFirst(a: Suppression, b: Suppression): number {
  return a.at < b.at ? 1 : a.at > b.at ? -1 : 0;
}

function summary(all: readonly Suppression[]): string {
  if (all.length === 0)
    return "None. They hide events from the lists of this browser; on the page of an event, “Suppress events like this” makes one.";
  const now = Date.now();
  const held = all.filter((one) => isInForce(one, now)).length;
  return `${formatCount(held)} of ${formatCount(all.length)} in force, stored in this browser only. They hide events from lists, and delete nothing.`;
}

function item(one: Suppression, remove: () => void): HTMLLIElement {
  const text = visible(suppressionWords(one)).slice(0, 500);
  const inForce = isInForce(one, Date.now());
  const label = `Remove the suppression of ${text}`;
  const button = element("button", {type: "button", class: "plain", "aria-label": label}, "remove");
  button.addEventListener("click", remove);
  const end =
    one.until === null
      ? "until it is removed"
      : `${inForce ? "until" : "expired"} ${formatTime(Date.parse(one.until))} UTC`;
  return element(
    "li",
    {},
    element("span", {class: inForce ? null : "faint"}, text),
    element("span", {class: "faint"}, end),
    button,
    element("span", {class: "note"}, visible(one.reason))
  );
}
