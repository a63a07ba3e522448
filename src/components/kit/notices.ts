import type {Today} from "../../core/schema/published.js";
import {formatCount, formatScore, formatShare, plural} from "./format.js";

/** A sentence above the figures, and whether the figures mislead without it. */
export interface Notice {
  text: string;
  warning: boolean;
}

/**
 * Returns what the reader must know before believing the figures: how many lines were read and
 * rejected, the notices of the evaluation, and, where there are labels, the average precision beside
 * the base rate that a random ranking would have.
 */
export function noticesOf(today: Today): Notice[] {
  const {accounting, metrics, notices, provenance} = today;
  const {lines, comments, accepted, rejected} = accounting;
  const sentences = [...notices];
  if (provenance.synthetic && !notices.some((notice) => /synthetic/i.test(notice))) {
    sentences.unshift("Synthetic data: these events come from the built-in generator.");
  }
  const warnings = sentences.length;
  sentences.push(
    `${formatCount(lines)} ${plural(lines, "line")} read: ${formatCount(accepted)} accepted, ${formatCount(comments)} of header or comment, ${formatCount(rejected)} rejected.`
  );
  const scored = metrics.find(({ap, window}) => ap !== null && window === "all");
  if (scored) {
    sentences.push(
      `With labels: average precision ${formatScore(scored.ap)}, where a random ranking has ${formatScore(scored.baseRate)}; the alerts hold ${formatShare(scored.recallAtBudget)} of ${formatCount(scored.attacks)} attacks.`
    );
  }
  return sentences.map((text, i) => ({text, warning: i < warnings}));
}
