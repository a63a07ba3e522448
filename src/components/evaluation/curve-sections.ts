import {bandMeaning} from "../charts/band-meaning.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount, formatPerDay, formatPrecision, formatShare} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {responsive} from "../kit/responsive.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {answeredSection} from "../kit/answered-section.js";
import {maybeStudyContext, modelTitle} from "./evaluation-data.js";
import type {SectionContext} from "./evaluation-data.js";
import {heldOut, steadyAlerts} from "./evaluation-sentence.js";
import {precisionOverRecall, recallOverAlerts, seedCurves, studyCurves} from "./method-curves.js";
import type {MethodCurve} from "./method-curves.js";
import {methodLines} from "./method-lines.js";
import type {CurvePoint, MethodLine, MethodLinesOptions} from "./method-lines.js";
import {studyLine} from "./study-line.js";
import {hasClasses, unitOf, unmeasured} from "./study-methods.js";

/** Curves to draw, and what they are of. */
interface CurveSource {
  curves: MethodCurve[];
  events: number;
  baseRate: number;
  about: string;
  file: string;
}

const withOthers =
  "Bars: the interval of 95 % over bootstrap samples of hosts’ hours, at the budget. Dotted: a baseline that learns next to nothing.";

/** Returns the curves of the study if there is one, else those of the run’s forest and of other seeds; null without both classes. */
function curveSource(context: SectionContext): CurveSource | null {
  const drawn = maybeStudyContext(context);
  if (drawn && hasClasses(drawn.study)) {
    const {events, baseRate, seeds} = drawn.study;
    const about = `Seed ${seeds[0]}, trained on the window as it is, on ${formatCount(events)} events of the test window: the flow model, the two best other detectors and the best baseline. ${withOthers}`;
    return {curves: studyCurves(drawn), events, baseRate: baseRate.event!, about, file: "evaluation.json"}; // prettier-ignore
  }
  return seedSource(context);
}

/** Returns the curves of the run’s forest and of other seeds; null without both classes. */
function seedSource(context: SectionContext): CurveSource | null {
  const {curves} = context.page;
  if (!curves || curves.attacks === 0 || curves.attacks === curves.labelled) return null;
  const others = context.evaluation.study ? "" : ` ${unmeasured("Other methods beside it")}`;
  return {
    curves: seedCurves(curves, modelTitle(context)),
    events: curves.events,
    baseRate: curves.attacks / curves.labelled,
    about: `${bandMeaning(curves).replace("Band: the lowest to the highest of", "Faint:")}${others}`,
    file: "threshold.json"
  };
}

/** Shows precision over recall. */
export function precisionRecallSection(context: SectionContext): HTMLElement {
  const title = "Precision and recall";
  const source = curveSource(context);
  if (!source) return withoutClasses(title, context);
  return curveSection(context, source, {
    title,
    answer: precisionAnswer(context),
    name: "precision-recall",
    line: precisionOverRecall,
    axes: ({events, baseRate}) => precisionAxes(events, baseRate)
  });
}

/** Shows the same of the run’s forest with other seeds, beside a study; null without both classes. */
export function seedsSection(context: SectionContext): HTMLElement | null {
  const source = seedSource(context);
  const {curves} = context.page;
  const steady = curves && steadyAlerts(context.page, curves);
  if (!source || !steady) return null;
  return curveSection(context, source, {
    title: "This run’s forest under other seeds",
    answer: `Of the ${formatCount(steady.budget)} most anomalous events, ${formatShare(steady.share)} are so under all ${formatCount(steady.seeds)} seeds.`,
    name: "precision-recall-by-seed",
    line: precisionOverRecall,
    axes: ({events, baseRate}) => precisionAxes(events, baseRate)
  });
}

/** Shows recall over alerts a day; null without both classes, which the section before says. */
export function recallSection(context: SectionContext): HTMLElement | null {
  const source = curveSource(context);
  if (!source) return null;
  const {events, days, alerts} = context.page;
  const study = context.evaluation.study;
  const perDay = events / days / source.events;
  const own = alerts / days;
  const last = Math.max(...source.curves.flatMap(({points}) => points.map(({alerts}) => alerts)));
  const domain = [perDay, Math.max(last * perDay, 1.01 * perDay)] as const;
  return curveSection(context, source, {
    title: "Recall by alerts a day",
    answer: recallAnswer(context),
    name: "recall-by-alerts",
    line: (curve) => recallOverAlerts(curve, {perDay, budget: (study?.budget.event ?? 0) * perDay}),
    axes: () => ({
      x: {
        ...{isLog: true, domain, ticks: powersIn(domain), format: formatCount},
        label: "alerts a day"
      },
      yLabel: "recall",
      mark: {x: own, text: `this run: ${formatPerDay(own)} a day`},
      tip: ({x, y}: CurvePoint) =>
        `${formatCount(x)} alerts a day\nhold ${formatShare(y)} of the attack events`
    })
  });
}

type Axes = Pick<MethodLinesOptions, "x" | "yLabel" | "base" | "mark" | "tip">;

interface CurveSectionOptions {
  title: string;
  answer: string;

  /** The stem of the exported file’s name. */
  name: string;
  line: (curve: MethodCurve) => MethodLine;
  axes: (source: CurveSource) => Axes;
}

function curveSection(
  context: SectionContext,
  source: CurveSource,
  {title, answer, name, line, axes}: CurveSectionOptions
): HTMLElement {
  const {page, files} = context;
  const {curves, events, about, file, baseRate} = source;
  const lines = curves.map(line);
  const ariaLabel = `${title}: ${curves.filter(({kind}) => kind !== "seed").map(({name}) => name).join(", ")}`; // prettier-ignore
  const figure = responsive((width) => methodLines(lines, {width, ariaLabel, ...axes(source)}));
  const rows = () =>
    curves.flatMap(
      ({name, attacks, points}): ExportRow[] =>
      points.map((point) => ({method: name, ...plainPoint(point), of: attacks, base_rate: baseRate})) // prettier-ignore
    );
  const exports = {name, rows, figure: () => figure.querySelector("svg")};
  return answeredSection(
    {title, answer, about},
    element("figure", {}, figure),
    file === "evaluation.json"
      ? studyLine(context, {n: events, exports})
      : provenanceLine(page.provenance, {n: events, data: files[file], exports})
  );
}

function plainPoint({alerts, attacks, benign}: MethodCurve["points"][number]) {
  return {alerts, attacks, benign};
}

function precisionAxes(events: number, baseRate: number): Axes {
  return {
    x: {
      ...{domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: formatShare},
      label: "recall"
    },
    yLabel: "precision",
    base: baseRate,
    tip: ({x, y}) =>
      `${formatShare(x)} of the attack events,\n${formatShare(y)} of the alerts that hold them\nn = ${formatCount(events)}`
  };
}

function precisionAnswer(context: SectionContext): string {
  const {
    page,
    evaluation: {study}
  } = context;
  const measured = maybeStudyContext(context)?.own;
  const at = measured && unitOf(measured, "seen")?.precisionAt.findLast(({k}) => k <= 100);
  if (at && study)
    return `Of the ${formatCount(at.k)} most anomalous events of the flow model, ${formatShare(at.precision.mean)} are attacks (base rate ${formatShare(study.baseRate.event)}).`;
  const {precisionAt, baseRate, ap} = heldOut(page);
  const last = precisionAt.findLast(({k}) => k <= 100) ?? precisionAt.at(0);
  if (!last || ap === null) return "Neither can be measured over these events.";
  return `Of the ${formatCount(last.k)} most anomalous flows, ${formatPrecision(last.precision, baseRate)} are attacks.`;
}

function recallAnswer(context: SectionContext): string {
  const {
    page,
    evaluation: {study},
    models
  } = context;
  const {recallAtBudget, attacks} = heldOut(page);
  const measured = maybeStudyContext(context)?.own?.seen.units[0].recallAtBudget;
  const own = measured
    ? `At the alert budget, the flow model’s alerts hold ${formatShare(measured.mean)} of the attack events`
    : `The flow model’s ${formatPerDay(page.alerts / page.days)} alerts a day hold ${formatShare(recallAtBudget)} of ${formatCount(attacks)} attack events`;
  const best = study?.methods
    .filter(({name}) => name !== models.flowModel)
    .map(({title, seen}) => ({title, recall: seen.units[0]?.recallAtBudget?.mean ?? -1}))
    .toSorted((a, b) => b.recall - a.recall)[0];
  return best && best.recall >= 0
    ? `${own}; of other methods, those of ${best.title} hold most: ${formatShare(best.recall)}.`
    : `${own}.`;
}

/** Returns the powers of ten inside of a domain. */
function powersIn([low, high]: readonly [number, number]): number[] {
  return Array.from({length: 9}, (_, i) => 10 ** i).filter((n) => n >= low && n <= high);
}

/** Says why precision and recall cannot be measured, and what is known without them. */
function withoutClasses(title: string, {page, files}: SectionContext): HTMLElement {
  const {curves, provenance} = page;
  if (!curves)
    return answeredSection({
      title,
      answer: omitted("Precision and recall of this and other seeds")
    });
  const {attacks, labelled, events} = curves;
  const answer =
    labelled === 0
      ? `Neither can be measured: none of ${formatCount(events)} drawn events has a label.`
      : `Neither can be measured: of ${formatCount(labelled)} labelled events, ${formatCount(attacks)} are attacks.`;
  const steady = steadyAlerts(page, curves);
  const about = steady
    ? `What is known: of the ${formatCount(steady.budget)} most anomalous, ${formatShare(steady.share)} are so under all ${formatCount(steady.seeds)} seeds, which tells how much of the order is chance, and not that it is right.`
    : null;
  const data = files["threshold.json"];
  return answeredSection({title, answer, about}, provenanceLine(provenance, {n: events, data}));
}
