import type {SeedCurves, ThresholdPage} from "../../core/schema/threshold.js";
import {bandMeaning} from "../charts/band-meaning.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {liveFigure} from "../kit/live-figure.js";
import {section} from "../kit/section.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {baseRateControl} from "./budget-controls.js";
import {seedsOf} from "./seed-bands.js";
import {thresholdCurve} from "./seed-curve.js";
import type {SeedCurve} from "./seed-curve.js";
import {valueAt} from "./threshold-counts.js";
import type {Above} from "./threshold-counts.js";
import type {Part, PartOptions} from "./threshold-part.js";
import type {ThresholdState} from "./threshold-state.js";

/** Below this base rate, precision is drawn on a logarithmic axis. */
const rare = 0.05;

/** Returns recall and precision where there are labels; else, as there too, how steady the alerts are. */
export function seedParts(page: ThresholdPage, options: PartOptions): Part[] {
  const {curves} = page;
  if (!curves) return [omittedPart()];
  const seeds = seedsOf(curves, page);
  const drawn = `${formatCount(curves.events)} events${curves.window === "test" ? " after the training window" : ""}`;
  const missing = missingRates(curves);
  const curvePart = (drawn: CurvePartOptions) => curvePartOf(page, curves.events, options, drawn);
  const steady = curvePart({
    name: "steady",
    label: "under all seeds",
    others: "under one other",
    title: "How steady the alerts are",
    about: `${missing ? `Recall and precision are not drawn: of ${drawn}, ${missing}. ` : ""}Of the alerts of each budget on ${drawn}: the share that are alerts under all ${curves.seeds.length + 1} seeds at once (line), and under one other seed (band). Agreement is not correctness.`,
    curve: () => seeds.steady
  });
  const steadyParts = curves.seeds.length > 0 ? [steady] : []; // one seed always agrees with itself
  if (missing) return steadyParts;
  const base = baseRateControl(options.onChoice);
  const recall = curvePart({
    name: "recall",
    title: "Recall",
    about: `The share of ${formatCount(curves.attacks)} attacks that are alerts, on ${drawn}.`,
    curve: () => seeds.recall!
  });
  const precision = curvePart({
    name: "precision",
    title: "Precision at a base rate",
    about:
      "The share of alerts that are attacks, if this share of all events were attacks and they scored as these do.",
    curve: ({baseRate}) => seeds.precisionAt(baseRate)!,
    reference: ({baseRate}) => ({share: baseRate, text: `random: ${formatShare(baseRate)}`}),
    control: base.node
  });
  const note = {
    node: element("p", {class: "about band-note"}, bandMeaning(curves)),
    draw: () => {}
  };
  const show = {
    ...precision,
    draw(above: Above) {
      base.show(options.state(), above);
      precision.draw(above);
    }
  };
  return [recall, show, note, ...steadyParts];
}

/** Returns what stands there instead if they were omitted. */
function omittedPart(): Part {
  const title = "Recall, precision, and how steady they are";
  const about = omitted("Forests of other seeds");
  return {node: section({title, about, class: "recall"}), draw() {}};
}

/** Returns why recall and precision cannot be measured; null if they can. */
function missingRates({attacks, labelled}: SeedCurves): string | null {
  if (labelled === 0) return "no event has a label";
  if (attacks === 0) return "none of the labelled ones is an attack";
  return attacks === labelled ? "every labelled one is an attack" : null;
}

interface CurvePartOptions {
  name: string;
  title: string;
  about: string;

  /** The names of the value and the band at the threshold; by default the name, and `other seeds`. */
  label?: string;
  others?: string;
  curve: (state: ThresholdState) => SeedCurve;
  reference?: (state: ThresholdState) => {share: number; text: string};
  control?: HTMLElement;
}

function curvePartOf(
  {provenance}: ThresholdPage,
  n: number,
  {data, state}: PartOptions,
  {name, title, about, label = name, others, curve, reference, control}: CurvePartOptions
): Part {
  const figure = liveFigure((width, {perDay}: Above) => {
    const drawn = curve(state());
    const at = (values: readonly (number | null)[]) => valueAt(drawn.perDay, values, perDay);
    const compared = reference?.(state());
    return thresholdCurve(drawn, {
      width,
      name: label,
      others,
      from: compared && compared.share < rare ? compared.share / 2 : null,
      at: perDay,
      value: at(drawn.own),
      low: at(drawn.band.low),
      high: at(drawn.band.high),
      reference: compared
    });
  });
  const rows = () => {
    const {perDay, own, band} = curve(state());
    return perDay.map((n, i): ExportRow => ({
      alertsADay: n,
      run: own[i],
      lowest: band.low[i],
      highest: band.high[i]
    }));
  };
  const exports = {name: `${name}-by-budget`, rows, figure: figure.svg};
  const node = section(
    {title, about, class: name},
    control,
    element("figure", {}, figure.node),
    provenanceLine(provenance, {n, data, exports})
  );
  return {node, draw: figure.draw};
}
