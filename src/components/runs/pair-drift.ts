import type {FeatureDrift} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import {table} from "../kit/table.js";

/** Shows the drift of each feature, the greatest first; what is within chance is not set bold. */
export function driftTable(drift: readonly FeatureDrift[]): HTMLElement {
  return table(drift, {
    label: "Feature drift",
    columns: [
      {name: "feature", header: true, cell: ({feature}) => element("code", {}, feature)},
      {
        name: "population stability",
        number: true,
        cell: ({psi, noise}) => (psi > noise ? element("b", {}, decimals(psi)) : decimals(psi))
      },
      {
        name: "by chance below",
        number: true,
        class: () => "soft",
        cell: ({noise}) => decimals(noise)
      },
      {name: "Kolmogorov–Smirnov", number: true, cell: ({ks}) => decimals(ks)}
    ]
  });
}

function decimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : "–";
}
