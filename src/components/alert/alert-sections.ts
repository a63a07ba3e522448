import {defaultFlowModel} from "../../core/detectors/flow-model.js";
import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import {waterfall} from "../charts/waterfall.js";
import type {PublishedDatabase} from "../database/client.js";
import type {ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {suppressionPart} from "../records/suppression-form.js";
import {verdictControls} from "../records/verdict-controls.js";
import type {VerdictControls} from "../records/verdict-controls.js";
import {verdictSection} from "../records/verdict-section.js";
import {alertQuery} from "./alert-data.js";
import type {Alert, AlertEvent} from "./alert-data.js";
import {incidentOf} from "./alert-incident.js";
import {alertExports, normalExport} from "./alert-exports.js";
import {
  alertHeading,
  changeSentence,
  fieldList,
  neighbourLinks,
  recordPart
} from "./alert-parts.js";
import {typicalTable} from "./baseline-table.js";
import {requestCounterfactual} from "./counterfactual-client.js";
import {findNormalEvents, normalTable} from "./nearest-normal-events.js";
import {rescore} from "./rescore.js";
import type {Rescore} from "./rescore.js";
import {rulesSection} from "./alert-rules.js";
import {offersFor} from "./suppression-offers.js";

/** The inputs of the sections of an alert. */
export interface AlertSectionsOptions {
  today: Today;
  parsed: {file: ModelFile; forest: Forest};
  database: Promise<PublishedDatabase>;

  /** The text of the model, for the worker that searches for a change. */
  model: string;

  /** Aborts when the reader goes on to another event. */
  signal: AbortSignal;

  /** The URL of events.duckdb. */
  data: string;

  /** The threshold, in (0, 1): a counterfactual has a score below it. */
  threshold: number;
}

/** The sections of an alert, and the keys that give a verdict. */
export interface AlertSections extends Pick<VerdictControls, "press"> {
  nodes: HTMLElement[];
}

/** Returns the sections of *alert*: its heading, the reasons of its score, and all its fields. */
export function alertSections(alert: Alert, options: AlertSectionsOptions): AlertSections {
  const {event} = alert;
  const {today, parsed, data, threshold} = options;
  const {provenance} = today;
  const rescored = rescore(parsed, event, forestScore(event, today));
  const exports = alertExports(event, rescored, {
    profile: parsed.file.profile,
    threshold,
    database: options.database
  });
  const controls = verdictControls(verdictEvent(alert, provenance.artifacts.evaluation));
  const query = `${alertQuery} -- ? = ${event.event_id}`;
  const nodes = [
    element(
      "div",
      {class: "top"},
      element(
        "div",
        {},
        alertHeading(event, today, threshold),
        incidentOf(event, options.database)
      ),
      neighbourLinks(alert),
      controls.node
    ),
    whySection(rescored, event, exports.why, options),
    typicalSection(rescored, exports.typical, options),
    normalSection(alert, rescored, options),
    rulesSection(event, {database: options.database, provenance}),
    section(
      {
        title: "The record",
        about: "The line as it is in the log; invisible characters are written out."
      },
      recordPart(alert)
    ),
    section(
      {
        title: "All fields",
        about: "As the log and the transformation give them; hover a name for its meaning."
      },
      fieldList(event),
      provenanceLine(provenance, {n: 1, data, query, exports: exports.event})
    ),
    section(
      {
        title: "Suppress events like this",
        about: "Hides such events from the lists of this browser, and deletes nothing."
      },
      suppressionPart("Choose what, why and for how long", () => ({
        offered: offersFor(event),
        database: () => options.database,
        threshold
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
  rescored: Rescore,
  event: AlertEvent,
  exports: ExportSource,
  options: AlertSectionsOptions
): HTMLElement {
  const {parsed, model, signal, today} = options;
  const {forest} = parsed;
  const isOwn = today.flowModel === defaultFlowModel;
  const published = forestScore(event, today);
  const threshold = isOwn ? options.threshold : today.forestThreshold;
  const figure = responsive((width) => waterfall(rescored, {width, forest, threshold}));
  const change = async () =>
    changeSentence(
      await requestCounterfactual({model, event, published, threshold}, signal),
      threshold
    );
  return section(
    {
      title: "Why",
      about:
        "From the path length of a typical row to that of this event: each feature shortens the path, which makes the event more anomalous, or lengthens it. In levels of a tree; the axis is in scores."
    },
    rescored.score >= threshold
      ? later(change)
      : element("p", {class: "about"}, "It is below the threshold: no change is needed."),
    element("figure", {}, figure),
    isOwn ? null : flowModelNote(today),
    rescoredNote(rescored, published),
    provenanceLine(today.provenance, {
      n: forest.roots.length,
      phase: "training",
      exports: {...exports, figure: () => figure.querySelector("svg")}
    })
  );
}

function typicalSection(
  rescored: Rescore,
  exports: ExportSource,
  {parsed: {file}, today}: AlertSectionsOptions
): HTMLElement {
  return section(
    {
      title: "Actual against typical",
      about:
        "Pale: from the 5th to the 95th percentile of the training rows; dark: the middle half; tick: the median; dot: this event."
    },
    typicalTable(rescored, file.profile),
    provenanceLine(today.provenance, {n: file.training.rows, phase: "training", exports})
  );
}

function normalSection(
  {event}: Alert,
  rescored: Rescore,
  {parsed: {file}, today, database, data}: AlertSectionsOptions
): HTMLElement {
  const found = later(async () => {
    const normal = await findNormalEvents(await database, event.rank, file);
    return element(
      "div",
      {},
      element(
        "p",
        {class: "about"},
        `Nearest among ${formatCount(normal.of)} sampled events of the training window that are below the run’s threshold. Distance over the model’s features, each in widths of the middle half of the training rows.`
      ),
      normalTable(normal, {rescored, profile: file.profile}),
      provenanceLine(today.provenance, {
        n: normal.of,
        data,
        query: normal.query,
        exports: normalExport(event, normal)
      })
    );
  }, "280px");
  return section({title: "Nearest normal events"}, found);
}

/** Returns the published score of the Isolation Forest, which explains, whichever model alerts. */
function forestScore(event: AlertEvent, {flowModel}: Today): number {
  return flowModel === defaultFlowModel ? event.score : Number(event.score_ml);
}

/** Returns which model alerts, if it is not the one that explains. */
function flowModelNote({flowModel, forestThreshold}: Today): HTMLElement {
  return element(
    "p",
    {class: "about"},
    `Rank and alert are by ${flowModel} (--flow-model), which has no contributions of features. These, and the change, are of the Isolation Forest: its score of this event, and its threshold of ${formatScore(forestThreshold)} at the same budget.`
  );
}

function rescoredNote({same, score}: Rescore, published: number): HTMLElement {
  if (same) {
    return element("p", {class: "rescored"}, `Rescored here: ${score.toFixed(4)}, as published.`);
  }
  return element(
    "p",
    {class: "message"},
    `Rescored here: ${score.toPrecision(15)}, but published as ${published.toPrecision(15)}. The model and the events do not belong together, or one of them was changed; build the site again, and compare the digests on Runs.`
  );
}
