import {features as official, formatFeature} from "../../core/features/list.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Metrics, Today} from "../../core/schema/published.js";
import {cardExports} from "../exports/score-exports.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount, formatScore, formatShare, formatTime, visible} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {methodFigure} from "./method-figure.js";

/** The published numbers and the model that the card is made of, and the URLs of their files. */
export interface CardData {
  today: Today;
  data: string;
  model: ModelFile;
  modelData: string;
}

/** Returns what the published model is: its kind, parameters, training data and digests, as a table. */
export function modelFacts(card: CardData): HTMLElement {
  const rows = factsOf(card.today, card.model).map(([key, value]) =>
    element("tr", {}, element("th", {scope: "row"}, key), element("td", {class: "wrap"}, value))
  );
  const facts = element("table", {class: "facts"}, element("tbody", {}, ...rows)); // no headings: not a table()
  return trainingFigure(card, element("div", {class: "scroll"}, facts), "facts");
}

function factsOf({provenance, events}: Today, model: ModelFile): [string, Child][] {
  const {name, parameters, training, features} = model;
  const settings = Object.entries(parameters).map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`); // prettier-ignore
  const files = `${provenance.files.slice(0, 5).map(visible).join(", ")}${provenance.fileCount > 5 ? `, and ${formatCount(provenance.fileCount - 5)} more` : ""}`;
  return [
    ["model", `${name}, format ${model.format}`],
    ["parameters", settings.join(", ")],
    ["features", formatCount(features.length)],
    ["input", provenance.synthetic ? "the built-in generator: synthetic data" : files],
    ["window", `${formatTime(Date.parse(training.from))} to ${formatTime(Date.parse(training.until))} UTC`], // prettier-ignore
    ["trained on", `${formatCount(training.rows)} of the ${formatCount(training.windowRows)} events in the window`], // prettier-ignore
    ["scored", `${formatCount(events)} events`],
    ["SILVER", digest(training.silver)],
    ["training artifact", digest(provenance.artifacts.training)],
    ["reproduced by", element("code", {}, visible(provenance.command))]
  ];
}

/** Returns what the model looks at: each feature, what it means, and what is typical in its training rows. */
export function featureTable(card: CardData): HTMLElement {
  const {features, profile} = card.model;
  const rows = features.map((name, j) => {
    const feature = official.find((one) => one.name === name);
    const read = (quantile: number): string => {
      const value = profile.values[j]?.[profile.quantiles.indexOf(quantile)];
      if (value === undefined) return "–";
      return feature ? formatFeature(feature, value) : String(value);
    };
    const label = feature?.label ?? visible(name);
    return {label, meaning: feature?.meaning ?? "unknown to this version", read};
  });
  type Row = (typeof rows)[number];
  const quantile = (name: string, at: number): Column<Row> => ({name, number: true, cell: ({read}) => read(at)}); // prettier-ignore
  const columns: Column<Row>[] = [
    {name: "feature", header: true, cell: ({label}) => label},
    {name: "what it measures", class: () => "wrap", cell: ({meaning}) => meaning},
    quantile("5 % below", 0.05),
    quantile("median", 0.5),
    quantile("95 % below", 0.95)
  ];
  const shown = table(rows, {class: "card", label: "features", columns});
  return trainingFigure(card, shown, "features");
}

/** Returns what was measured of the model, with the number of events behind each row. */
export function metricTable({today, data, model}: CardData): HTMLElement {
  const {metrics, provenance, events} = today;
  const own = metrics.filter((of) => of.model === metrics[0]?.model);
  const picture = table(own, {
    class: "card",
    label: "metrics",
    columns: [
      {name: "events", header: true, cell: ({window}) => (window === "test" ? "after training" : "all events")}, // prettier-ignore
      ...numbers.map(({name, cell}) => ({name, cell, number: true}))
    ]
  });
  const exports = cardExports(today, model).metrics;
  return methodFigure({provenance, data}, {picture, n: events, exports});
}

const numbers: {name: string; cell: (metrics: Metrics) => string}[] = [
  {name: "n", cell: ({events}) => formatCount(events)},
  {name: "alerts", cell: ({alerts}) => formatCount(alerts)},
  {name: "threshold", cell: ({threshold}) => formatScore(threshold)},
  {name: "labelled", cell: ({labelled}) => formatCount(labelled)},
  {name: "attacks", cell: ({attacks}) => formatCount(attacks)},
  {name: "average precision", cell: ({ap}) => formatScore(ap)},
  {name: "base rate", cell: ({baseRate}) => formatShare(baseRate)},
  {name: "AUROC", cell: ({auroc}) => formatScore(auroc)},
  {name: "found", cell: ({recallAtBudget}) => formatShare(recallAtBudget)},
  {name: "precision", cell: ({precisionAtBudget}) => formatShare(precisionAtBudget)}
];

/** Returns what the numbers of the card rest on, in a sentence: labels, or none. */
export function cardSentence({metrics, provenance}: Today): string {
  const labelled = metrics.some((of) => of.labelled > 0 && of.attacks > 0);
  if (!labelled)
    return "The events carry no labels of attacks, so nothing here says how good the model is; a dash is what is not defined.";
  return provenance.synthetic
    ? "The labels are the generator’s own, and the attacks are those it was made to play: the numbers say that the machinery works, not how it would do on your network."
    : "The labels are the log’s own. Whoever made them did not see everything, so an alert without a label of attack may still be one.";
}

/** Returns a table of the model with its provenance: the model file. */
function trainingFigure(
  {today, model, modelData}: CardData,
  picture: HTMLElement,
  name: "facts" | "features"
) {
  const {provenance} = today;
  const exports = cardExports(today, model)[name];
  return methodFigure(
    {provenance, data: modelData},
    {picture, n: model.training.rows, phase: "training", exports}
  );
}

function digest(value: string): HTMLElement {
  return element("code", {title: value}, value);
}
