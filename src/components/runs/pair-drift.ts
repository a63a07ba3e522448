import type {FeatureDrift} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";

/** Shows how far each feature has drifted, the most first; what is within chance is not set bold. */
export function driftTable(drift: readonly FeatureDrift[]): HTMLElement {
  const heads = ["population stability", "by chance below", "Kolmogorov–Smirnov"];
  const line = ({feature, psi, noise, ks}: FeatureDrift) =>
    element(
      "tr",
      {},
      element("th", {scope: "row"}, element("code", {}, feature)),
      element(
        "td",
        {class: "number"},
        psi > noise ? element("b", {}, decimals(psi)) : decimals(psi)
      ),
      element("td", {class: "number soft"}, decimals(noise)),
      element("td", {class: "number"}, decimals(ks))
    );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Feature drift"},
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", {scope: "col"}, "feature"),
          ...heads.map((name) => element("th", {scope: "col", class: "number"}, name))
        )
      ),
      element("tbody", {}, ...drift.map(line))
    )
  );
}

function decimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : "–";
}
