import {features as official} from "../../core/features/list.js";
import {formatFeature} from "../../core/features/list.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Metrics, Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount, formatScore, formatShare, formatTime, visible} from "../kit/format.js";

/** Returns what the published model is: its kind, parameters, training data and digests, as a table. */
export function modelFacts({provenance, events}: Today, model: ModelFile): HTMLElement {
  const {name, parameters, training, features} = model;
  const given = Object.entries(parameters).map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`); // prettier-ignore
  const files = `${provenance.files.slice(0, 5).map(visible).join(", ")}${provenance.fileCount > 5 ? `, and ${formatCount(provenance.fileCount - 5)} more` : ""}`;
  const facts: [string, Child][] = [
    ["model", `${name}, format ${model.format}`],
    ["parameters", given.join(", ")],
    ["features", formatCount(features.length)],
    ["input", provenance.synthetic ? "the built-in generator: synthetic data" : files],
    ["window", `${formatTime(Date.parse(training.from))} to ${formatTime(Date.parse(training.until))} UTC`], // prettier-ignore
    ["trained on", `${formatCount(training.rows)} of the ${formatCount(training.windowRows)} events in the window`], // prettier-ignore
    ["scored", `${formatCount(events)} events`],
    ["SILVER", digest(training.silver)],
    ["training artifact", digest(provenance.artifacts.training)],
    ["reproduced by", element("code", {}, visible(provenance.command))]
  ];
  const rows = facts.map(([key, value]) => element("tr", {}, element("th", {scope: "row"}, key), element("td", {class: "wrap"}, value))); // prettier-ignore
  return element("div", {class: "scroll"}, element("table", {class: "facts"}, element("tbody", {}, ...rows))); // prettier-ignore
}

/** Returns what the model looks at: each feature, what it means, and what is typical in its training rows. */
export function featureTable({features, profile}: ModelFile): HTMLElement {
  const at = (j: number, quantile: number) =>
    profile.values[j]?.[profile.quantiles.indexOf(quantile)];
  const rows = features.map((name, j) => {
    const feature = official.find((one) => one.name === name);
    const read = (quantile: number): string => {
      const value = at(j, quantile);
      if (value === undefined) return "–";
      return feature ? formatFeature(feature, value) : String(value);
    };
    return element("tr", {}, element("th", {scope: "row"}, feature?.label ?? visible(name)), element("td", {class: "wrap"}, feature?.meaning ?? "unknown to this version"), ...[0.05, 0.5, 0.95].map((quantile) => element("td", {class: "number"}, read(quantile)))); // prettier-ignore
  });
  const head = ["feature", "what it measures"].map((text) => element("th", {scope: "col"}, text));
  const numbers = ["5 % below", "median", "95 % below"].map((text) => element("th", {scope: "col", class: "number"}, text)); // prettier-ignore
  return table("features", [...head, ...numbers], rows);
}

/** Returns what was measured of the model, with the number of events behind each row. */
export function metricTable(metrics: readonly Metrics[]): HTMLElement {
  const own = metrics.filter(({model}) => model === metrics[0]?.model);
  const rows = own.map((of) =>
    element(
      "tr",
      {},
      element("th", {scope: "row"}, of.window === "test" ? "after training" : "all events"),
      ...[
        formatCount(of.events),
        formatCount(of.alerts),
        formatScore(of.threshold),
        formatCount(of.labelled),
        formatCount(of.attacks),
        formatScore(of.ap),
        formatShare(of.baseRate),
        formatScore(of.auroc),
        formatShare(of.recallAtBudget),
        formatShare(of.precisionAtBudget)
      ].map((text) => element("td", {class: "number"}, text))
    )
  );
  const names = ["n", "alerts", "threshold", "labelled", "attacks", "average precision", "at random", "AUROC", "found", "precision"]; // prettier-ignore
  return table("metrics", [element("th", {scope: "col"}, "events"), ...names.map((text) => element("th", {scope: "col", class: "number"}, text))], rows); // prettier-ignore
}

/** Returns what the numbers of the card rest on, in a sentence: labels, or none. */
export function cardSentence({metrics, provenance}: Today): string {
  const labelled = metrics.some((of) => of.labelled > 0 && of.attacks > 0);
  if (!labelled)
    return "The events carry no labels of attacks, so nothing here says how good the model is; a dash is what is not defined.";
  return provenance.synthetic
    ? "The labels are the generator’s own, and the attacks are those it was made to play: the numbers say that the machinery works, not how it would do on your network."
    : "The labels are the log’s own. Whoever made them did not see everything, so an alert without a label of attack may still be one.";
}

function digest(value: string): HTMLElement {
  return element("code", {title: value}, value);
}

function table(label: string, head: HTMLElement[], rows: HTMLElement[]): HTMLElement {
  return element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label}, element("table", {class: "card"}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows))); // prettier-ignore
}
