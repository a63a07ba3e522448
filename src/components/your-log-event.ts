import type {Forest} from "../core/forest/types.js";
import type {ModelFile} from "../core/schema/models.js";
import {changeSentence} from "./alert-parts.js";
import {element} from "./element.js";
import {findChange} from "./find-change.js";
import {
  formatCount,
  formatEndpoint,
  formatOrdinal,
  formatScore,
  formatTime,
  visible
} from "./format.js";
import {rescore} from "./rescore.js";
import {responsive} from "./responsive.js";
import {typicalTable} from "./typical-table.js";
import {waterfall} from "./waterfall.js";
import type {WholeEvent} from "./your-log-types.js";

/** What an event is shown against. */
export interface YourEventOptions {
  model: {file: ModelFile; forest: Forest};

  /** The line, in (0, 1). */
  line: number;

  /** The number of events in the log. */
  events: number;
}

/** Shows why one event of the reader’s log is strange: as the page of an alert does, from memory. */
export function yourEvent(whole: WholeEvent, {model, line, events}: YourEventOptions): HTMLElement {
  const {fields, rank, file, raw} = whole;
  const score = Number(fields.score);
  const again = rescore(model, fields, score);
  const change = score >= line ? changeSentence(findChange(model, again, line), line) : null;
  const ends = [endpoint(fields, "src"), endpoint(fields, "dst")];
  const close = element("button", {type: "button", class: "more", "data-close": true}, "close");
  return element(
    "section",
    {class: "part one", "aria-label": "One event, and why it is strange", tabindex: -1},
    element("h2", {class: "mono"}, `${ends[0]} → ${ends[1]}`),
    element(
      "p",
      {class: "standing"},
      `${formatTime(Number(fields.time))} UTC. Score `,
      element("b", {}, formatScore(score)),
      `, ${rank === 1 ? "the strangest" : formatOrdinal(rank)} of ${formatCount(events)}; ${score >= line ? "above" : "below"} the line of ${formatScore(line)}. `,
      close
    ),
    change,
    element(
      "figure",
      {},
      responsive((width) => waterfall(again, {width, forest: model.forest, threshold: line}))
    ),
    element("h3", {}, "Actual against typical"),
    typicalTable(again, model.file.profile),
    element("h3", {}, "The record"),
    element(
      "p",
      {class: "about"},
      `Line ${formatCount(whole.line)} of ${visible(file).slice(0, 120)}, read again from your disk.`
    ),
    raw === null
      ? element(
          "p",
          {class: "message"},
          "The file cannot be read any more: it was moved or changed since it was dropped."
        )
      : element("pre", {class: "record", tabindex: 0}, visible(raw).slice(0, 4000))
  );
}

function endpoint(fields: WholeEvent["fields"], side: "src" | "dst"): string {
  const port = fields.proto === "icmp" ? null : fields[`${side}_port`];
  return formatEndpoint(visible(String(fields[side])), typeof port === "number" ? port : null);
}
