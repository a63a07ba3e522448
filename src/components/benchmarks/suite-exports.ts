import type {Suite, SuiteRanks} from "../../core/evaluation/suite/summary.js";
import type {ExportSource} from "../exports/export-menu.js";
import {parityText} from "./suite-tables.js";

/** Returns the exports of the page Benchmarks: each table, and the numbers behind each figure. */
export function suiteExports(suite: Suite) {
  const {summary, sets, detectors, results, damaged, skipped} = suite;
  return {
    parity: rows("parity", () =>
      summary.parity.map(({ours, published, ...one}) => ({
        set: one.set,
        measure: one.measure,
        ours: ours[0],
        ours_error: ours[1],
        published: published[0],
        published_error: published[1],
        liu2008: one.liu2008,
        of_allowed: one.apart,
        result: parityText({ours, published, ...one})
      }))
    ),
    results: rows("results", () =>
      summary.figures.map(({auroc, ap, precision, ...one}) => ({
        set: one.set,
        detector: one.detector,
        regime: one.regime,
        base_rate: one.baseRate,
        ap: ap[0],
        ap_error: ap[1],
        auroc: auroc[0],
        auroc_error: auroc[1],
        precision_at_n: precision[0],
        precision_at_n_error: precision[1]
      }))
    ),
    ranks: (ranks: SuiteRanks, id: string): ExportSource => ({
      ...rows(`ranks-${ranks.regime}-${ranks.measure}`, () =>
        detectors.map((detector, i) => ({
          detector,
          average_rank: ranks.test?.ranks[i] ?? null,
          groups: (ranks.test?.groups ?? []).flatMap((group, g) => (group.includes(i) ? [g + 1] : [])).join(" "), // prettier-ignore
          critical_difference: ranks.test?.criticalDifference ?? null,
          p: ranks.test?.p ?? null
        }))
      ),
      figure: () => document.querySelector<SVGSVGElement>(`#${id} figure svg`)
    }),
    sets: rows("sets", () =>
      sets.map(({files, ...set}) => ({...set, files: files.map(({path}) => path).join(" ")}))
    ),
    unmeasured: rows("not-measured", () => [
      ...damaged.map((one) => ({...one, kind: "damaged"})),
      ...results.flatMap(({set, detector, regime, error}) => (error === null ? [] : [{path: `${set}: ${detector}, ${regime}`, reason: error, kind: "failed"}])), // prettier-ignore
      ...skipped.map((one) => ({...one, kind: "skipped"}))
    ])
  };
}

function rows(name: string, of: ExportSource["rows"]): ExportSource {
  return {name: `benchmarks-${name}`, rows: of};
}
