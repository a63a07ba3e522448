import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import {waterfall} from "../charts/waterfall.js";
import type {PublishedDatabase} from "../database/client.js";
import type {ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {suppressionPart} from "../records/suppression-form.js";
import {verdictControls} from "../records/verdict-controls.js";
import type {VerdictControls} from "../records/verdict-controls.js";
import {verdictSection} from "../records/verdict-section.js";
import {explainerOf} from "./explainer.js";
import type {Explainer} from "./explainer.js";
import {chosenPart} from "./chosen-model.js";
import type {ChosenModel} from "./chosen-model.js";
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

  /** The threshold of the run’s scores, in (0, 1). */
  threshold: number;

  /** The model whose score is shown beside that of the run; null for none. */
  chosen: ChosenModel | null;
}

/** The sections of an alert, and the keys that give a verdict. */
export interface AlertSections extends Pick<VerdictControls, "press"> {
  nodes: HTMLElement[];
}

/** Returns the sections of *alert*: its heading, the reasons of its score, and all its fields. */
export function alertSections(alert: Alert, options: AlertSectionsOptions): AlertSections {
  const {event} = alert;
  const {today, data, threshold} = options;
  const {provenance} = today;
  const explainer = explainerOf(event, options);
  const rescored = rescore(explainer.parsed, event, explainer.score);
  const exports = alertExports(event, rescored, {
    profile: explainer.parsed.file.profile,
    threshold,
    database: options.database
  });
  const controls = verdictControls(verdictEvent(alert, provenance.artifacts.evaluation));
  const query = `${alertQuery} -- ? = ${event.event_id}`;
  const nodes = [
    topPart(alert, controls, options),
    whySection(rescored, event, exports.why, {explainer, signal: options.signal}),
    typicalSection(rescored, exports.typical, explainer),
    normalSection(alert, rescored, {...options, explainer}),
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

/** Returns the heading, the score of the chosen model, the neighbours, and the keys of a verdict. */
function topPart(
  alert: Alert,
  controls: VerdictControls,
  {today, threshold, chosen, database}: AlertSectionsOptions
): HTMLElement {
  const {event} = alert;
  return element(
    "div",
    {class: "top"},
    element(
      "div",
      {},
      alertHeading(event, today, threshold),
      chosen && chosenPart(event, chosen),
      incidentOf(event, database)
    ),
    neighbourLinks(alert),
    controls.node
  );
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
  {explainer, signal}: {explainer: Explainer; signal: AbortSignal}
): HTMLElement {
  const {parsed, model, score, threshold} = explainer;
  const {forest} = parsed;
  const figure = responsive((width) => waterfall(rescored, {width, forest, threshold}));
  const change = async () =>
    changeSentence(
      await requestCounterfactual({model, event, published: score, threshold}, signal),
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
    ...explainer.note(rescored),
    explainer.line({
      n: forest.roots.length,
      exports: {...exports, figure: () => figure.querySelector("svg")}
    })
  );
}

function typicalSection(
  rescored: Rescore,
  exports: ExportSource,
  {parsed: {file}, line}: Explainer
): HTMLElement {
  return section(
    {
      title: "Actual against typical",
      about:
        "Pale: from the 5th to the 95th percentile of the training rows; dark: the middle half; tick: the median; dot: this event."
    },
    typicalTable(rescored, file.profile),
    line({n: file.training.rows, exports})
  );
}

function normalSection(
  {event}: Alert,
  rescored: Rescore,
  {explainer, today, database, data}: AlertSectionsOptions & {explainer: Explainer}
): HTMLElement {
  const {file} = explainer.parsed;
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
