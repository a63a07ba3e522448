import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import {alertQuery} from "./alert-data.js";
import type {Alert, AlertEvent} from "./alert-data.js";
import {alertExports, normalExport} from "./alert-exports.js";
import {later} from "../kit/lazy-part.js";
import {findNormalEvents, normalTable} from "./nearest-normal-events.js";
import {
  alertHeading,
  changeSentence,
  fieldList,
  neighbourLinks,
  recordPart
} from "./alert-parts.js";
import {requestCounterfactual} from "./counterfactual-client.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import type {ExportSource} from "../exports/export-menu.js";
import {formatCount} from "../kit/format.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {rescore} from "./rescore.js";
import type {Rescore} from "./rescore.js";
import {responsive} from "../kit/responsive.js";
import {suppressionPart} from "../records/suppression-form.js";
import {offersFor} from "./suppression-offers.js";
import {typicalTable} from "./baseline-table.js";
import {verdictControls} from "../records/verdict-controls.js";
import type {VerdictControls} from "../records/verdict-controls.js";
import {verdictSection} from "../records/verdict-section.js";
import {waterfall} from "../charts/waterfall.js";

/** What the sections of an alert are made from. */
export interface AlertSectionsOptions {
  today: Today;
  parsed: {file: ModelFile; forest: Forest};
  lake: Promise<PublishedDatabase>;

  /** The text of the model, for the worker that looks for a change. */
  model: string;

  /** Aborts when the reader goes on to another event. */
  signal: AbortSignal;

  /** The address of events.duckdb. */
  data: string;

  /** The line, in (0, 1): what would make the event ordinary is below it. */
  line: number;
}

/** The sections of an alert, and the keys that judge it. */
export interface AlertSections extends Pick<VerdictControls, "press"> {
  nodes: HTMLElement[];
}

/** Returns the page of *alert*: what it is, why it is strange, and all that is known of it. */
export function alertSections(alert: Alert, options: AlertSectionsOptions): AlertSections {
  const {event} = alert;
  const {today, parsed, data, line} = options;
  const {provenance} = today;
  const again = rescore(parsed, event, event.score);
  const exports = alertExports(event, again, {profile: parsed.file.profile, line});
  const controls = verdictControls(verdictEvent(alert, provenance.artifacts.evaluation));
  const trained = parsed.file.training.rows;
  const query = `${alertQuery} -- ? = ${event.event_id}`;
  const nodes = [
    element(
      "div",
      {class: "top"},
      alertHeading(event, today, line),
      neighbourLinks(alert),
      controls.node
    ),
    whySection(again, event, exports.why, options),
    part(
      "Actual against typical",
      "Pale: from the 5th to the 95th percentile of the training rows; dark: the middle half; tick: the median; dot: this event.",
      typicalTable(again, parsed.file.profile),
      provenanceLine(provenance, {n: trained, phase: "training", exports: exports.typical})
    ),
    normalSection(alert, again, options),
    part(
      "The record",
      "The line as it stood in the log; what cannot be seen is written out.",
      recordPart(alert)
    ),
    part(
      "All fields",
      "As the log and the transformation give them; hover a name for its meaning.",
      fieldList(event),
      provenanceLine(provenance, {n: 1, data, query, exports: exports.event})
    ),
    part(
      "Suppress events like this",
      "Hides such events from the lists of this browser, and deletes nothing.",
      suppressionPart("Choose what, why and for how long", () => ({
        offered: offersFor(event),
        lake: () => options.lake,
        line
      }))
    ),
    verdictSection(today)
  ];
  return {nodes, press: controls.press};
}

function verdictEvent({event, file}: Alert, evaluation: string) {
  const {event_id, time, src, dst, score} = event;
  return {
    file: file.sha256,
    line: Number(event.line),
    event: event_id,
    evaluation,
    time: Math.floor(time),
    src: src.slice(0, 200),
    dst: dst.slice(0, 200),
    score
  };
}

function whySection(
  again: Rescore,
  event: AlertEvent,
  exports: ExportSource,
  {parsed, model, signal, today, line}: AlertSectionsOptions
): HTMLElement {
  const {forest} = parsed;
  const figure = responsive((width) => waterfall(again, {width, forest, threshold: line}));
  return part(
    "Why",
    "From the path of a typical row to the path of this one: each feature shortens it, and makes the event stranger, or lengthens it. In levels of a tree; the axis reads as scores.",
    again.score >= line
      ? later(async () => {
          const change = await requestCounterfactual(
            {model, event, published: event.score, line},
            signal
          );
          return changeSentence(change, line);
        })
      : element("p", {class: "about"}, "It stands below the line: nothing has to change."),
    element("figure", {}, figure),
    rescored(again.same, again.score, event.score),
    provenanceLine(today.provenance, {
      n: forest.roots.length,
      phase: "training",
      exports: {...exports, figure: () => figure.querySelector("svg")}
    })
  );
}

function normalSection(
  {event}: Alert,
  again: Rescore,
  {parsed, today, lake, data}: AlertSectionsOptions
): HTMLElement {
  const {file} = parsed;
  const found = later(async () => {
    const ordinary = await findNormalEvents(await lake, event.rank, file);
    return element(
      "div",
      {},
      element(
        "p",
        {class: "about"},
        `Nearest among ${formatCount(ordinary.of)} sampled events of the training window that stand below the run’s line. Distance over what the model sees, each feature in widths of the middle half of the training rows.`
      ),
      normalTable(ordinary, {again, profile: file.profile}),
      provenanceLine(today.provenance, {
        n: ordinary.of,
        data,
        query: ordinary.query,
        exports: normalExport(event, ordinary)
      })
    );
  }, "280px");
  return part("The ordinary events most like it", null, found);
}

function part(title: string, about: string | null, ...children: Child[]): HTMLElement {
  return element(
    "section",
    {class: "part"},
    element("h2", {}, title),
    about && element("p", {class: "about"}, about),
    ...children
  );
}

function rescored(same: boolean, score: number, published: number): HTMLElement {
  if (same) {
    return element(
      "p",
      {class: "rescored"},
      `Scored again here: ${score.toFixed(4)}, as published.`
    );
  }
  return element(
    "p",
    {class: "message"},
    `Scored again here: ${score.toPrecision(15)}, but published as ${published.toPrecision(15)}. The model and the events do not belong together, or one of them was changed; build the site again, and compare the digests on the page of runs.`
  );
}
