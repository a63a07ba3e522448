import type {ThresholdPage} from "../../core/schema/threshold.js";
import {runBudget} from "./threshold-by-rule.js";
import {roundedThreshold, thresholdForDailyBudget} from "./threshold-counts.js";
import type {UrlChanges} from "../site/url-state.js";

/** The state of the page Threshold: what the reader has chosen. */
export interface ThresholdState {
  /** The threshold, in (0, 1). */
  threshold: number;

  /** The alerts a day that were asked for; null if the threshold itself was set. */
  budget: number | null;

  /** Attacks as a share of all events, in (0, 1), at which precision is given. */
  baseRate: number;

  /** The threshold that alerts are gained and lost against. */
  pin: number;
}

/** The base rate that is shown where there are no labels to measure it. */
const usualBaseRate = 0.001;

/** Returns the share of attacks among the labelled events that the curves are taken on. */
export function ownBaseRate({curves}: ThresholdPage): number {
  const {attacks, labelled} = curves ?? {attacks: 0, labelled: 0};
  return attacks > 0 && attacks < labelled ? attacks / labelled : usualBaseRate;
}

/** Returns the state in a query string; what is missing or invalid there is as the run has it. */
export function readThresholdState(page: ThresholdPage, search: string): ThresholdState {
  const params = new URLSearchParams(search);
  const read = (name: string, valid: (value: number) => boolean): number | null => {
    const text = params.get(name);
    const value = Number(text);
    return text !== null && text.trim() !== "" && valid(value) ? value : null;
  };
  const isScore = (value: number) => value > 0 && value < 1;
  const budget = read("budget", (value) => Number.isFinite(value) && value >= 1);
  const threshold = read("threshold", isScore);
  const budgetThreshold = budget === null ? null : thresholdForDailyBudget(page, budget);
  const own = threshold === null && budget === null;
  return {
    threshold: threshold ?? budgetThreshold ?? page.threshold,
    budget: own
      ? runBudget(page)
      : threshold === null || threshold === budgetThreshold
        ? budget
        : null,
    baseRate: read("base", isScore) ?? ownBaseRate(page),
    pin: read("pin", isScore) ?? page.threshold
  };
}

/** Returns the changes of the URL for *state*; what is as the run has it is not in the URL. */
export function thresholdUrl(page: ThresholdPage, state: ThresholdState): UrlChanges {
  const isOwn = (threshold: number) =>
    roundedThreshold(page, threshold) === roundedThreshold(page, page.threshold);
  return {
    threshold: isOwn(state.threshold) ? null : state.threshold,
    budget: isOwn(state.threshold) || state.budget === null ? null : state.budget,
    base: state.baseRate === ownBaseRate(page) ? null : state.baseRate,
    pin: isOwn(state.pin) ? null : state.pin
  };
}
