import {regimes, suiteVersion} from "../../../../src/core/evaluation/suite/measured.js";
import type {MeasuredSuite, SuiteSet} from "../../../../src/core/evaluation/suite/measured.js";

const names = ["pima", "3_breastw", "cardio", "mine"];
const sizes = [
  [768, 8],
  [683, 9],
  [1_830, 21], // a row less than the published set
  [100, 3]
];

/** Returns a suite of four sets and two detectors with made-up measures; the Isolation Forest meets two published means. */
export function measuredSuite(seeds = 10): MeasuredSuite {
  const detectors = ["isolation-forest", "random"];
  const means = [0.668, 0.9, 0.928, 0.7];
  const sets = names.map((name, i): SuiteSet => ({
    name,
    kind: "table",
    files: [{path: `${name}.csv`, sha256: String(i).repeat(64), bytes: 10}],
    sha256: String(i).repeat(64),
    rows: sizes[i][0],
    columns: sizes[i][1],
    anomalies: 20,
    about: "Trained and tested on the same rows."
  }));
  const each = (value: number) => Array.from({length: seeds}, (_, i) => value + (i % 2 ? 0.002 : -0.002)); // prettier-ignore
  return {
    format: "atalaya-suite/1",
    version: suiteVersion,
    seeds: Array.from({length: seeds}, (_, seed) => seed),
    detectors,
    sets,
    results: sets.flatMap(({name, rows}, s) =>
      detectors.flatMap((detector, d) =>
        regimes.map((regime) => ({
          set: name,
          detector,
          regime,
          trained: rows,
          tested: rows,
          anomalies: 20,
          measures: {
            auroc: each(means[s] - 0.2 * d),
            ap: each(0.49 - 0.1 * d),
            precision: each(0.4)
          },
          error: null
        }))
      )
    ),
    damaged: [],
    skipped: []
  };
}
