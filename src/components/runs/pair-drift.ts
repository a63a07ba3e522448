import type {FeatureDrift} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import type {Drifted} from "../../core/schema/drift.js";
import {table} from "../kit/table.js";

/** A row of the table; of two windows of one run, with what it comes to. */
type DriftRow = FeatureDrift & {verdict?: Drifted};

const verdicts: Readonly<Record<Drifted, string>> = {
  same: "as in training",
  shifted: "shifted",
  different: "different",
  unknown: "too few to measure"
};

/** Shows the drift of each of *rows*, in their order; what is within chance is not set bold. */
export function driftTable(rows: readonly DriftRow[], label = "Feature drift"): HTMLElement {
  const hasVerdicts = rows.some(({verdict}) => verdict !== undefined);
  return table(rows, {
    label,
    columns: [
      {name: "feature", header: true, cell: ({feature}) => element("code", {}, feature)},
      {
        name: "PSI",
        number: true,
        title: "population stability index: 0 is no change",
        cell: ({psi, noise}) => (psi > noise ? element("b", {}, decimals(psi)) : decimals(psi))
      },
      {
        name: "KS",
        number: true,
        title:
          "Kolmogorov–Smirnov: the greatest distance between the two distribution functions, 0 to 1",
        cell: ({ks}) => decimals(ks)
      },
      ...(hasVerdicts
        ? [{name: "verdict", cell: ({verdict}: DriftRow) => (verdict ? verdicts[verdict] : "–")}]
        : []),
      {
        name: "chance",
        title: "what the index stays below by chance, were the values independent",
        number: true,
        class: () => "soft",
        cell: ({noise}) => decimals(noise)
      }
    ]
  });
}

function decimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : "–";
}
