import {errorMessage} from "../../core/error-message.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, plural} from "../kit/format.js";
import {methodFigure} from "./method-figure.js";
import {treesCurve} from "./tree-count-data.js";
import type {TreesCurve} from "./tree-count-data.js";
import type {Quantity} from "./tree-count-figure.js";
import {treesFigure} from "./tree-count-figure.js";

/** What the two figures are drawn from. */
export interface TreesViewOptions {
  today: Today;

  /** The text of the published model. */
  model: string;
  database: Promise<PublishedDatabase>;

  /** The URL of the events. */
  data: string;
}

/** Returns the two figures on the number of trees, with the sentences that read them; at first a frame. */
export function treesView({today, model, database, data}: TreesViewOptions): HTMLElement {
  const root = element("div", {class: "plot", "aria-busy": "true"}, element("p", {class: "soft"}, "Scoring events with parts of the forest …")); // prettier-ignore
  const {features} = JSON.parse(model) as Pick<ModelFile, "features">;
  const {events, alerts} = today;
  treesCurve({database, model, features, events, alerts})
    .then((found) => root.replaceChildren(...figures(found, today, data)))
    .catch((error: unknown) => {
      const reason = errorMessage(error);
      root.replaceChildren(element("p", {role: "alert"}, `The forest could not be examined: ${reason}`)); // prettier-ignore
    })
    .finally(() => root.removeAttribute("aria-busy"));
  return root;
}

/** Returns the sentence on the curves; also where there are too few trees or rows to compare. */
export function treesSentence({curve, rows, k}: Omit<TreesCurve, "query">): string {
  const halves = curve.filter(({others}) => others !== null).at(-1);
  if (rows < 20 || !halves?.others)
    return `With ${formatCount(rows)} ${plural(rows, "event")} and ${formatCount(curve.at(-1)?.trees ?? 0)} trees there is too little to compare; the curves are drawn and mean nothing.`;
  const {order, overlap} = halves.others;
  const kept = order === null ? "" : `rank the events with a correlation of ${order.toFixed(3)}, and `; // prettier-ignore
  return `Two forests of ${formatCount(halves.trees)} trees that share none ${kept}have ${formatShare(overlap)} of their ${formatCount(k)} most anomalous events in common. Which events make up the other ${formatShare(1 - overlap)} depends on which trees were drawn, at that size.`;
}

function figures(found: TreesCurve, today: Today, data: string): Node[] {
  const {curve, rows, query} = found;
  const figure = (quantity: Quantity, caption: string): HTMLElement =>
    methodFigure({provenance: today.provenance, data}, {
      picture: (width) => treesFigure(curve, {width, quantity}),
      caption,
      n: rows,
      query,
      phase: "training",
      exports: {name: `trees-${quantity}`, rows: () => quantityRows(found)}
    }); // prettier-ignore
  return [
    figure("order", `Spearman’s rank correlation over ${formatCount(rows)} events, by the number of trees (powers of ten). Dashed: the first so many against the complete forest, which must end at 1. Full: against as many trees from the other end, which share nothing with them.`), // prettier-ignore
    figure("overlap", `The share of the ${formatCount(found.k)} most anomalous events that both have: as many as there are alerts. It is harder to agree on the few at the top than on the order of all.`), // prettier-ignore
    element("p", {}, treesSentence(found))
  ];
}

function quantityRows({curve}: TreesCurve) {
  return curve.map(({trees, full, others}) => ({
    trees,
    order_with_full_model: full.order,
    overlap_with_full_model: full.overlap,
    order_with_others: others?.order ?? null,
    overlap_with_others: others?.overlap ?? null
  }));
}
