import type {ThresholdPage} from "../../core/schema/threshold.js";
import {roundedThreshold, thresholdForDailyBudget} from "./threshold-counts.js";
import type {UrlChanges} from "../site/url-state.js";

/** What the reader has chosen on the page Threshold. */
export interface ThresholdState {
  /** The line, in (0, 1). */
  line: number;

  /** The alerts a day that were asked for; null if the line itself was set. */
  budget: number | null;

  /** Attacks as a share of all events, in (0, 1), at which precision is given. */
  baseRate: number;

  /** The line that alerts are gained and lost against. */
  pin: number;
}

/** The base rate that is shown where there are no labels to tell one. */
const usualBaseRate = 0.001;

/** Returns the share of attacks among the labelled events that the curves are taken on. */
export function ownBaseRate({curves: {attacks, labelled}}: ThresholdPage): number {
  return attacks > 0 && attacks < labelled ? attacks / labelled : usualBaseRate;
}

/** Returns what a query string says; what it does not say, or says wrongly, is as the run has it. */
export function readThresholdState(page: ThresholdPage, search: string): ThresholdState {
  const params = new URLSearchParams(search);
  const read = (name: string, valid: (value: number) => boolean): number | null => {
    const text = params.get(name);
    const value = Number(text);
    return text !== null && text.trim() !== "" && valid(value) ? value : null;
  };
  const isScore = (value: number) => value > 0 && value < 1;
  const budget = read("budget", (value) => Number.isFinite(value) && value >= 1);
  const line = read("threshold", isScore);
  const budgetThreshold = budget === null ? null : thresholdForDailyBudget(page, budget);
  const own = line === null && budget === null;
  return {
    line: line ?? budgetThreshold ?? page.threshold,
    budget: own ? page.budgetPerDay : line === null || line === budgetThreshold ? budget : null,
    baseRate: read("base", isScore) ?? ownBaseRate(page),
    pin: read("pin", isScore) ?? page.threshold
  };
}

/** Returns *state* as the URL holds it; what is as the run has it is left out. */
export function thresholdUrl(page: ThresholdPage, state: ThresholdState): UrlChanges {
  const isOwn = (line: number) =>
    roundedThreshold(page, line) === roundedThreshold(page, page.threshold);
  return {
    threshold: isOwn(state.line) ? null : state.line,
    budget: isOwn(state.line) || state.budget === null ? null : state.budget,
    base: state.baseRate === ownBaseRate(page) ? null : state.baseRate,
    pin: isOwn(state.pin) ? null : state.pin
  };
}
