import type {PairedMeasure, PairedName} from "../../src/core/evaluation/compare-paired.js";
import type {ComparedAgainst, ModelComparison} from "./compare-models.js";

const titles: Readonly<Record<PairedName, string>> = {
  ap: "average precision",
  auroc: "AUROC",
  precision: "precision at the budget",
  recall: "recall at the budget"
};

const heads = ["measure", "champion", "challenger", "difference", "95 % interval"];

/** Returns *comparison* as a table for a terminal, with what it is of. */
export function comparisonText(comparison: ModelComparison): string {
  const {run, events, of, budget, clusters, champion, challenger} = comparison;
  const drawn = events < of ? `, of ${count(of)}` : "";
  return [
    `${challenger.name} against the champion ${champion.name}, on ${count(events)} events${drawn} of the test window of ${run}`,
    `  budget ${count(budget)} alerts; intervals from ${count(clusters)} clusters of source and hour, paired`,
    ...againstLines("labels", comparison.labels, "attacks", "benign events"),
    ...againstLines("verdicts", comparison.verdicts, "true positives", "false positives"),
    `  both: ${(100 * comparison.overlap).toFixed(1)} % of the alerts of the budget, Spearman ${comparison.spearman === null ? "not defined" : comparison.spearman.toFixed(4)}`
  ].join("\n");
}

/** Returns the first measure of *comparison* in a clause, for the audit; without one, how much both agree. */
export function comparisonReason({run, labels, verdicts, overlap}: ModelComparison): string {
  const against = labels?.measures.length ? labels : verdicts;
  const [measure] = against?.measures ?? [];
  if (!measure)
    return `compared on ${run}: ${(100 * overlap).toFixed(1)} % of the alerts in common, no labels`;
  const kind = against === labels ? "labels" : "verdicts";
  return `compared on ${run} against ${kind}: ${titles[measure.name]} ${figure(measure.challenger)}, champion ${figure(measure.champion)}, difference ${signed(measure.difference)} ${intervalText(measure)}`;
}

function againstLines(
  name: string,
  against: ComparedAgainst | null,
  positives: string,
  negatives: string
): string[] {
  if (!against) return [`  ${name}: none in the test window`];
  const {positive, negative, measures} = against;
  const head = `  ${name}: ${count(positive)} ${positives}, ${count(negative)} ${negatives}`;
  if (measures.length === 0) return [`${head}; measures need both`];
  const rows = measures.map((measure) => [
    titles[measure.name],
    figure(measure.champion),
    figure(measure.challenger),
    signed(measure.difference),
    intervalText(measure)
  ]);
  const lines = [heads, ...rows].map(
    ([first, ...cells]) =>
      `    ${first.padEnd(24)}${cells.map((cell, i) => cell.padStart(i === 3 ? 21 : 12)).join("")}`
  );
  return [head, ...lines];
}

function intervalText({interval}: PairedMeasure): string {
  return interval ? `[${signed(interval.low)}, ${signed(interval.high)}]` : "[not defined]";
}

function figure(value: number | null): string {
  return value === null ? "–" : value.toFixed(4);
}

function signed(value: number | null): string {
  if (value === null) return "–";
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}
