import type {StudiedMethod} from "../../core/schema/study.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {table} from "../kit/table.js";
import {answeredSection} from "../kit/answered-section.js";
import type {StudyContext} from "./evaluation-data.js";
import {methodIntervals} from "./method-intervals.js";
import {studyLine} from "./study-line.js";
import {studyExports} from "./study-exports.js";
import {formatMeasured, meanOf, rankedMethods, regimesOf, unitOf} from "./study-methods.js";

/** Shows the precision among the most anomalous events of each method. */
export function precisionAtSection(context: StudyContext): HTMLElement {
  const {study, models} = context;
  const methods = rankedMethods(study);
  const ks = study.ks;
  const precisionAt = (method: StudiedMethod, k: number) =>
    unitOf(method, "seen")?.precisionAt.find((at) => at.k === k)?.precision ?? null;
  const last = ks.findLast((k) => k <= 100) ?? ks[0];
  const best = methods.toSorted((a, b) => (precisionAt(b, last)?.mean ?? -1) - (precisionAt(a, last)?.mean ?? -1))[0]; // prettier-ignore
  const base = formatShare(study.baseRate.event);
  return answeredSection(
    {
      title: "Precision at the top",
      answer: `Of the ${formatCount(last)} most anomalous events, ${best.title} has the most attacks: precision ${formatMeasured(precisionAt(best, last))} (base rate ${base}).`,
      about: `Mean ± standard error over ${formatCount(study.seeds.length)} seeds, trained on the window as it is.`
    },
    table(methods, {
      label: "Precision at the top",
      class: "precision-at",
      columns: [
        {name: "method", header: true, cell: ({title}) => title},
        ...ks.map((k) => ({
          name: `of ${formatCount(k)}`,
          number: true,
          cell: (method: StudiedMethod) => formatMeasured(precisionAt(method, k))
        }))
      ],
      row: ({name}) => ({class: name === models.flowModel ? "first" : null})
    }),
    studyLine(context, {n: study.events, exports: studyExports(study).precisionAt})
  );
}

/** Shows the area under the ROC curve of each method, in both regimes: small, since it flatters where attacks are rare. */
export function aurocSection(context: StudyContext): HTMLElement {
  const {study, own, models} = context;
  const methods = rankedMethods(study);
  const panels = regimesOf(study).map((regime) => ({
    ...{column: regime, row: "", base: 0.5},
    of: (method: StudiedMethod) => unitOf(method, regime)?.auroc ?? null
  }));
  const figure = responsive((width) =>
    methodIntervals(methods, panels, {
      ...{width, own: models.flowModel, domain: [0, 1], formatBase: String},
      ariaLabel: `AUROC of ${methods.map(({title}) => title).join(", ")}`
    })
  );
  const mine = own ? meanOf(own, "seen", "auroc") : -1;
  return answeredSection(
    {
      title: "AUROC",
      answer:
        mine < 0
          ? "How often an attack ranks above a benign event."
          : `An attack ranks above a benign event in ${formatShare(mine)} of pairs, by the flow model.`,
      about: "Below 0.5 a ranking is inverted. It flatters where attacks are rare: never alone.",
      class: "auroc"
    },
    element("figure", {}, figure),
    studyLine(context, {
      n: study.events,
      exports: {...studyExports(study).measures, name: "auroc", figure: () => figure.querySelector("svg")} // prettier-ignore
    })
  );
}
