import type {StudiedMethod} from "../../core/schema/study.js";
import {studyUnits} from "../../core/schema/study.js";
import {detectorsExport} from "../exports/score-exports.js";
import {comparisonSentence, detectorTable} from "../kit/detector-table.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {answeredSection} from "../kit/answered-section.js";
import {maybeStudyContext} from "./evaluation-data.js";
import type {SectionContext, StudyContext} from "./evaluation-data.js";
import {methodIntervals} from "./method-intervals.js";
import {studyLine} from "./study-line.js";
import {studyExports} from "./study-exports.js";
import {
  baseRateOf,
  formatMeasured,
  hardest,
  hasClasses,
  meanOf,
  rankedMethods,
  regimeNames,
  regimesOf,
  unitNames,
  unitOf,
  unmeasured
} from "./study-methods.js";

const title = "Seen and novel attacks";

/** Shows the average precision of every method in both regimes, over events and hosts’ hours; without a study, the comparison with one seed. */
export function regimesSection(context: SectionContext): HTMLElement {
  const drawn = maybeStudyContext(context);
  if (!drawn) return comparisonSection(context);
  const {study, models} = drawn;
  if (!hasClasses(study)) {
    const answer = `Not measured: the ${formatCount(study.events)} events do not have labels of both classes; how steady each method is, stands below.`;
    return answeredSection({title, answer}, studyLine(drawn, {n: study.events})); // prettier-ignore
  }
  const methods = rankedMethods(study);
  const panels = studyUnits.flatMap((unit) =>
    regimesOf(study).map((regime) => ({
      ...{column: regimeNames[regime], row: unitNames[unit], base: baseRateOf(study, unit)},
      of: (method: StudiedMethod) => unitOf(method, regime, unit)?.ap ?? null
    }))
  );
  const figure = responsive((width) =>
    methodIntervals(methods, panels, {
      ...{width, own: models.flowModel},
      ariaLabel: `Average precision by method, ${panels.map(({row, column}) => `${row}, ${column}`).join("; ")}`
    })
  );
  return answeredSection(
    {title, answer: regimesAnswer(drawn), about: aboutRegimes(drawn), class: "regimes"},
    element("figure", {}, figure),
    element(
      "p",
      {class: "about"},
      "Verify recomputes curves and intervals from ",
      element("a", {href: context.files["evaluation-scores.json"]}, "the scores of the first seed"),
      "."
    ),
    studyLine(drawn, {
      n: study.events,
      exports: {...studyExports(study).measures, figure: () => figure.querySelector("svg")}
    })
  );
}

function regimesAnswer({study, own}: StudyContext): string {
  const regime = hardest(study);
  const methods = rankedMethods(study);
  const baseline = methods.find(({kind}) => kind === "baseline");
  const detectors = methods.filter(({kind}) => kind === "detector");
  const bar = baseline ? meanOf(baseline, regime) : -1;
  const above = detectors.filter((method) => meanOf(method, regime) > bar).length;
  const ap = (method: StudiedMethod) => formatMeasured(unitOf(method, regime)?.ap);
  const best = `${regime === "novel" ? "on novel attacks " : ""}${methods[0].title} ranks best (${ap(methods[0])})`;
  const beaten = baseline
    ? `; ${above === detectors.length ? "all" : `${formatCount(above)} of`} ${formatCount(detectors.length)} detectors are above the best baseline, ${baseline.title} (${ap(baseline)})`
    : "";
  if (!own || regime === "seen") return `${capital(best)}${beaten}.`;
  const [seen, novel] = [meanOf(own, "seen"), meanOf(own, "novel")];
  return `Without attacks in its training, the flow model’s average precision is ${formatScore(novel)} instead of ${formatScore(seen)}; ${best}${beaten}.`;
}

function aboutRegimes({study}: StudyContext): string {
  const {seeds, rows, events, of, hours, budget, bootstrapSamples, test} = study;
  const drawn = events === of ? `all ${formatCount(of)}` : `${formatCount(events)} of ${formatCount(of)}`; // prettier-ignore
  const second =
    rows.novel === null
      ? "The training window has no labelled attack, so that seen and novel are one."
      : `Seen: on ${formatCount(rows.seen)} rows of the training window as it is. Novel: on ${formatCount(rows.novel)} rows of it without labelled attacks.`;
  return `Average precision on ${drawn} events of the test window (${formatCount(test.attacks)} attacks) and on the ${formatCount(hours)} hosts’ hours that they are of, each as anomalous as its highest event. ${second} Dot: mean of ${formatCount(seeds.length)} seeds, a ring for a baseline; thick: its standard error; thin: 95 % of ${formatCount(bootstrapSamples)} bootstrap samples of hosts’ hours, which is about this log, and not about another week. The budget is ${formatCount(budget.event)} events, ${formatCount(budget.hour)} hours. The test window begins after the calibration window, so that these are not the numbers of the opening sentence. Incidents, the third unit, are below.`;
}

/** Shows the detectors as they were compared with one seed, and what would measure both regimes. */
function comparisonSection({models: {comparison}, page, files}: SectionContext): HTMLElement {
  const isRanked = page.metrics.some(({ap}) => ap !== null);
  const answer = isRanked
    ? unmeasured(`${title} by every method`)
    : "Not measured: that takes labels of both classes. Known is how alike the detectors are.";
  const about = `One seed, one regime. ${comparisonSentence(comparison)}`;
  if (!comparison) return answeredSection({title, answer, about});
  return answeredSection(
    {title, answer, about},
    detectorTable(comparison),
    provenanceLine(page.provenance, {
      ...{n: comparison.events, data: files["models.json"]},
      exports: detectorsExport(comparison)
    })
  );
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
