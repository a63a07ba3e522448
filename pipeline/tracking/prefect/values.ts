import type {Json} from "../../../src/core/schema/artifacts.js";
import type {Summary} from "../../run/results.js";
import {shortErrorMessage} from "../listener.js";
import {plainText} from "../../cli/plain-text.js";

/** The most items of a list that are sent, such as the files of a run. */
const maxItems = 100;

/** The longest text that is sent, in characters. */
const maxLength = 1_000;

/** Returns *parameters* with long lists and texts truncated: a run may be given thousands of files. */
export function boundedParameters(parameters: {[name: string]: Json}): {[name: string]: Json} {
  const entries = Object.entries(parameters).map(([name, value]) => [name, bounded(value)]);
  return Object.fromEntries(entries) as {[name: string]: Json};
}

function bounded(value: Json): Json {
  if (typeof value === "string")
    return value.length > maxLength ? `${value.slice(0, maxLength - 1)}…` : value;
  if (Array.isArray(value)) {
    const items = value.slice(0, maxItems).map(bounded);
    const more = value.length - items.length;
    return more > 0 ? [...items, `… and ${more.toLocaleString("en-US")} more`] : items;
  }
  return value !== null && typeof value === "object" ? boundedParameters(value) : value;
}

/** Returns the message of *error* as a state carries it: one line, without control characters. */
export function messageOf(error: unknown): string {
  return plainText(shortErrorMessage(error));
}

/** The figures that head a run, in the order in which they are shown. */
const headlines = [
  ["events", "events"],
  ["alerts", "alerts"],
  ["incidents", "incidents"],
  ["threshold", "threshold"],
  ["anomaly_rate", "share of events that are alerts"],
  ["ap", "average precision"],
  ["auroc", "AUROC"],
  ["precision_at_budget", "precision at the alert budget"],
  ["recall_at_budget", "recall at the alert budget"]
] as const satisfies readonly (readonly [keyof Summary, string])[];

/** Returns the figures that head a run, a row each; those that are not defined are skipped. */
export function headlinesOf(summary: Summary): {figure: string; value: number}[] {
  return headlines.flatMap(([name, figure]) => {
    const value = summary[name];
    return typeof value === "number" && Number.isFinite(value) ? [{figure, value}] : [];
  });
}
