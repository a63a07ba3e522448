import type {Estimate} from "../../src/core/evaluation/estimate.js";
import type {Suite, SuiteRanks} from "../../src/core/evaluation/suite/summary.js";
import type {Parity} from "../../src/core/evaluation/suite/parity.js";

/** Returns *suite*, stored as *key*, as text: parity, what each detector reaches, whether they differ, and what was not measured. */
export function suiteText(suite: Suite, key: string): string {
  const {summary, damaged, skipped, sets, seeds} = suite;
  return [
    `suite ${key.slice(0, 16)}: ${setsOf(sets.length)}, ${suite.detectors.length} detectors, ${seeds.length} seeds`, // prettier-ignore
    ...(summary.parity.length > 0 ? ["", "Isolation Forest beside published figures:"] : []),
    ...summary.parity.map(parityLine),
    ...summary.ranks.flatMap((ranks) => ["", ...rankLines(suite, ranks)]),
    "",
    ...sets.map(({name, rows, columns, about}) => `${name}: ${rows.toLocaleString("en-US")} × ${columns}. ${about}`), // prettier-ignore
    ...damaged.map(({path, reason}) => `damaged: ${path}: ${reason}`),
    ...skipped.map(({path, reason}) => `skipped: ${path}: ${reason}`),
    "next: `atalaya build` shows it on the page Benchmarks"
  ].join("\n");
}

const setsOf = (n: number) => `${n} ${n === 1 ? "set" : "sets"}`;

const reasons = {size: "not compared: another size", seeds: "not compared: fewer than ten seeds"};

function parityLine({set, measure, ours, published, apart, reason}: Parity): string {
  const verdict = apart === null ? reasons[reason!] : apart < 1 ? "passes" : "FAILS";
  const share = apart === null ? "" : `, ${(100 * apart).toFixed(0)} % of what is allowed`;
  return `  ${set.padEnd(16)} ${measure.padEnd(5)} ${text(ours)}  published ${text(published)}  ${verdict}${share}`; // prettier-ignore
}

function rankLines({detectors}: Suite, {regime, measure, sets, test}: SuiteRanks): string[] {
  const name = `average ranks by ${measure === "ap" ? "average precision" : "AUROC"}, trained on ${regime === "all" ? "all rows" : "normal rows"}`; // prettier-ignore
  if (!test) return [`${name}: not tested; ${setsOf(sets.length)} with all results, it takes 3`];
  const {ranks, statistic, p, criticalDifference} = test;
  const order = [...detectors.keys()].sort((a, b) => ranks[a] - ranks[b] || a - b);
  return [
    `${name}, over ${setsOf(sets.length)}: Friedman χ² = ${statistic.toFixed(2)}, p = ${p.toPrecision(2)}; critical difference ${criticalDifference?.toFixed(2) ?? "unknown"}`, // prettier-ignore
    ...order.map((i) => `  ${ranks[i].toFixed(2).padStart(5)}  ${detectors[i]}`)
  ];
}

function text([mean, error]: Estimate): string {
  return `${mean.toFixed(4)} ± ${error === null ? "–" : error.toFixed(4)}`.padEnd(17);
}
