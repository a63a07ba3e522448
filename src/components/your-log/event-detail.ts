import type {AlertEvent} from "../alert/alert-data.js";
import {alertExports} from "../alert/alert-exports.js";
import {later} from "../kit/lazy-part.js";
import {changeSentence, fieldList, kindOf, neighbourLinks} from "../alert/alert-parts.js";
import type {HeadingFields} from "../alert/alert-parts.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import type {ExportSource} from "../exports/export-menu.js";
import {findChange} from "../alert/find-counterfactual.js";
import {
  formatCount,
  formatEndpoint,
  formatOrdinal,
  formatScore,
  formatTime,
  visible
} from "../kit/format.js";
import {rescore} from "../alert/rescore.js";
import type {Rescore} from "../alert/rescore.js";
import {responsive} from "../kit/responsive.js";
import {typicalTable} from "../alert/baseline-table.js";
import {verdictControls} from "../records/verdict-controls.js";
import type {VerdictControls} from "../records/verdict-controls.js";
import {droppedVerdicts} from "../records/verdict-store.js";
import {waterfall} from "../charts/waterfall.js";
import {verdictEvent} from "./log-identity.js";
import {normalPart} from "./normal-part.js";
import type {OpenLog} from "./open-log.js";
import {withFiles, yourProvenanceLine} from "./log-provenance.js";
import {recordPart} from "./raw-record.js";
import type {FullEvent} from "./messages.js";

/** An event on the page, and the keys that give a verdict on it. */
export interface YourEventView {
  node: HTMLElement;

  /** Does the action of *key*; returns whether it has one. */
  press(key: string): boolean;
}

/** Shows why one event of the reader’s log is anomalous: as the page of an alert does, from memory. */
export function yourEvent(full: FullEvent, options: OpenLog): YourEventView {
  const {fields} = full;
  const {model, threshold, forestThreshold, identity, provenance} = options;
  const own = rescore(model, fields, Number(fields.score));
  const rescored = {...own, same: own.same || forestThreshold !== null};
  const event = {...fields, file: full.file} as unknown as AlertEvent;
  const exports = alertExports(event, rescored, {profile: model.file.profile, threshold});
  let controls: VerdictControls | null = null;
  const early: string[] = []; // keys pressed before the digest of the file is known
  const verdict = later(async () => {
    const made = verdictControls(verdictEvent(full, await identity()), droppedVerdicts);
    controls = made;
    requestAnimationFrame(() => early.forEach((key) => made.press(key))); // once it is on the page
    return made.node;
  });
  const node = element(
    "section",
    {class: "part one", "aria-label": "One event, and why it is anomalous", tabindex: -1},
    ...headingOf(full, options),
    neighbourLinks(full, "your-log"),
    verdict,
    ...whyPart(rescored, options, exports.why),
    ...typicalPart(rescored, options, exports.typical),
    element("h3", {}, "The most similar normal events"),
    later(() => normalPart(full, rescored, options), "280px"),
    element("h3", {}, "The record"),
    recordPart(full, options),
    element("h3", {}, "All fields"),
    element("p", {class: "about"}, "From the log and the features; hover a name for its meaning."),
    fieldList({...fields, time: Number(fields.time)}),
    yourProvenanceLine(
      {provenance, identity},
      {n: 1, exports: {...exports.event, rows: () => withFiles([event], identity)}}
    )
  );
  const press = (key: string): boolean => {
    if (controls) return controls.press(key);
    early.push(key);
    return false;
  };
  return {node, press};
}

function headingOf({fields, rank}: FullEvent, {threshold, events}: OpenLog): HTMLElement[] {
  const score = Number(fields.score);
  const ends = [endpoint(fields, "src"), endpoint(fields, "dst")];
  const close = element("button", {type: "button", class: "more", "data-close": true}, "close");
  const place = rank === 1 ? "the most anomalous" : formatOrdinal(rank);
  return [
    element("h2", {class: "mono"}, `${ends[0]} → ${ends[1]}`),
    element(
      "p",
      {class: "standing"},
      `${kindOf(fields as unknown as HeadingFields)}${formatTime(Number(fields.time))} UTC. Score `,
      element("b", {}, formatScore(score)),
      `, ${place} of ${formatCount(events)}; `,
      element("b", {}, score >= threshold ? "at or above the threshold" : "below the threshold"),
      ` of ${formatScore(threshold)}. `,
      close
    )
  ];
}

const forestReasons =
  "The chosen detector has no contributions of features: these, and the change, are of the Isolation Forest of the run, its score of this event, and its threshold.";

function whyPart(
  rescored: Rescore,
  {model, threshold: shown, forestThreshold, identity, provenance}: OpenLog,
  exports: ExportSource
): Child[] {
  const {forest} = model;
  const threshold = forestThreshold ?? shown;
  const figure = element(
    "figure",
    {},
    responsive((width) => waterfall(rescored, {width, forest, threshold}))
  );
  const drawn = {...exports, figure: () => figure.querySelector("svg")};
  return [
    element("h3", {}, "Why"),
    element(
      "p",
      {class: "about"},
      "From the path of a typical row to the path of this one: each feature shortens it, which raises the score, or lengthens it. In levels of a tree; the axis has scores."
    ),
    forestThreshold !== null && element("p", {class: "about"}, forestReasons),
    rescored.score >= threshold
      ? later(() => changeSentence(findChange(model, rescored, threshold), threshold))
      : element("p", {class: "about"}, "It is below the threshold: nothing has to change."),
    figure,
    yourProvenanceLine({provenance, identity}, {n: 1, exports: drawn}),
    !rescored.same &&
      element(
        "p",
        {class: "message"},
        `Rescored, tree by tree: ${rescored.score.toPrecision(15)}, but the worker computed another score. Reload the page, and drop the log again.`
      )
  ];
}

function typicalPart(
  rescored: Rescore,
  {model, identity, provenance}: OpenLog,
  exports: ExportSource
): Child[] {
  const {profile, training} = model.file;
  return [
    element("h3", {}, "Actual against typical"),
    element(
      "p",
      {class: "about"},
      "Pale: from the 5th to the 95th percentile of the training rows; dark: the middle half; tick: the median; dot: this event."
    ),
    typicalTable(rescored, profile),
    yourProvenanceLine({provenance, identity}, {n: training.rows, exports})
  ];
}

function endpoint(fields: FullEvent["fields"], side: "src" | "dst"): string {
  const port = fields.proto === "icmp" ? null : fields[`${side}_port`];
  return formatEndpoint(
    visible(String(fields[side])).slice(0, 200),
    typeof port === "number" ? port : null
  );
}
