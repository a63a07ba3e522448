import type {StudiedMethod} from "../../core/schema/study.js";
import {formatBytes, formatCount, formatShare} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {answeredSection} from "../kit/answered-section.js";
import {maybeStudyContext, modelTitle} from "./evaluation-data.js";
import type {SectionContext, StudyContext} from "./evaluation-data.js";
import {steadyAlerts} from "./evaluation-sentence.js";
import {studyLine} from "./study-line.js";
import {studyExports} from "./study-exports.js";
import {rankedMethods, unmeasured} from "./study-methods.js";

const title = "Stability over seeds, and cost";

/** Shows how many of the most anomalous events two seeds share, and what each method costs: rows to fit on, bytes to store. */
export function stabilitySection(context: SectionContext): HTMLElement {
  const drawn = maybeStudyContext(context);
  return drawn ? studySection(drawn) : runSection(context);
}

function studySection(context: StudyContext): HTMLElement {
  const {study, own, models} = context;
  const {budget, rows, seeds} = study;
  const stability = (of: StudiedMethod | null) => of?.seen.stability ?? null;
  const answer =
    stability(own) === null
      ? `One seed was measured: how much of the order is chance, is not known.`
      : `Two of ${formatCount(seeds.length)} seeds of the flow model share ${formatShare(stability(own))} of their ${formatCount(budget.event)} most anomalous events; agreement is not correctness.`;
  const costs = new Map(models.comparison?.detectors.map(({name, cost}) => [name, cost]));
  return answeredSection(
    {
      title,
      answer,
      about: `Shared: mean over pairs of seeds. Each seed draws other training rows, the same for all methods: ${formatCount(rows.seen)} seen${rows.novel === null ? "" : `, ${formatCount(rows.novel)} novel`}; that alone varies a method without chance in its fit. Time is not published: it is no function of the log.`
    },
    table(rankedMethods(study), {
      label: title,
      columns: [
        {name: "method", header: true, cell: ({title}) => title},
        {name: "chance in its fit", cell: ({isRandom}) => (isRandom ? "yes" : "no")},
        {name: "shared, seen", number: true, cell: ({seen}) => formatShare(seen.stability)},
        {name: "shared, novel", number: true, cell: ({novel}) => formatShare(novel?.stability)},
        {name: "size", number: true, cell: ({bytes}) => (bytes === null ? "–" : formatBytes(bytes))}, // prettier-ignore
        {name: "cost", class: "cost soft", cell: ({name}) => costs.get(name) ?? "–"}
      ],
      row: ({name}) => ({class: name === models.flowModel ? "first" : null})
    }),
    studyLine(context, {n: study.methods.length, exports: studyExports(study).cost})
  );
}

/** Returns what is known of the run’s model alone. */
function runSection(context: SectionContext): HTMLElement {
  const {page, models, files} = context;
  const steady = page.curves && steadyAlerts(page, page.curves);
  const answer = page.curves
    ? steady
      ? `Of the ${formatCount(steady.budget)} most anomalous events, ${formatShare(steady.share)} are so under all ${formatCount(steady.seeds)} seeds; agreement is not correctness.`
      : "No other seeds: how much of the order is chance, is not known."
    : omitted("Forests of other seeds");
  const [model] = models.models;
  const cost = model
    ? ` ${modelTitle(context)}: fitted on ${formatCount(model.trainingRows)} rows, ${formatBytes(model.bytes)}.`
    : "";
  const about = `${unmeasured("Every method’s stability")}${cost}`;
  if (!page.curves) return answeredSection({title, answer, about});
  const data = files["threshold.json"];
  return answeredSection({title, answer, about}, provenanceLine(page.provenance, {n: page.curves.events, data})); // prettier-ignore
}
