import type {SuitePage} from "../../core/evaluation/suite/suite-page.js";
import type {SuiteRanks} from "../../core/evaluation/suite/summary.js";
import {formatCount, plural} from "../kit/format.js";

/** The command that makes a suite, for pages and their fallback. */
export const suiteCommand = "atalaya bench-suite DIR";

/** Returns the sentence about a suite: how many published figures are met, or else which detector ranks first. */
export function suiteSentence({suite}: SuitePage): string {
  if (!suite) return "No labelled set has been measured yet.";
  const compared = suite.summary.parity.filter(({apart}) => apart !== null);
  if (compared.length > 0) {
    const met = compared.filter(({apart}) => apart! < 1).length;
    const sets = new Set(compared.map(({set}) => set)).size;
    return `The Isolation Forest meets ${formatCount(met)} of ${formatCount(compared.length)} published figures, on ${formatCount(sets)} ${plural(sets, "set")}.`; // prettier-ignore
  }
  const {sets, detectors} = suite;
  const measured = `${formatCount(detectors.length)} detectors on ${formatCount(sets.length)} labelled ${plural(sets.length, "set")}`; // prettier-ignore
  const best = bestOf(suite.summary.ranks[0], detectors);
  return best === null ? `${measured}.` : `${measured}: ${best} ranks first by average precision.`;
}

/** Returns what the test of *ranks* says, in a sentence. */
export function ranksSentence({sets, test}: SuiteRanks, detectors: readonly string[]): string {
  const over = `${formatCount(sets.length)} ${plural(sets.length, "set")}`;
  if (!test)
    return `It cannot be tested over ${over} whether they differ: it takes 3 on which every detector has a result.`; // prettier-ignore
  const p = test.p < 1e-4 ? "p < 0.0001" : `p = ${test.p.toPrecision(2)}`;
  const measured = `Friedman’s χ² = ${test.statistic.toFixed(1)} over ${over}, ${p}`;
  if (test.p >= 0.05) return `${measured}: no difference between ${formatCount(detectors.length)} detectors is shown.`; // prettier-ignore
  const first = test.groups.find((group) => group.includes(orderOf(test.ranks)[0])) ?? [];
  const same = first.length > 1 ? `the first ${formatCount(first.length)} do not differ by more than chance allows` : "the first differs from all others"; // prettier-ignore
  return `${measured}: they differ, but ${same}.`.replace("but the first differs", "and the first differs"); // prettier-ignore
}

/** Returns the places of detectors by their average *ranks*, the best first. */
export function orderOf(ranks: readonly number[]): number[] {
  return [...ranks.keys()].sort((a, b) => ranks[a] - ranks[b] || a - b);
}

function bestOf({test}: SuiteRanks, detectors: readonly string[]): string | null {
  return test && detectors[orderOf(test.ranks)[0]];
}
