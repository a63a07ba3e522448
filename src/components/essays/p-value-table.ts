import type {ThresholdPage} from "../../core/schema/threshold.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatTime} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {TailPValue} from "./tail-p-values.js";

const classes = new Map([
  [1, "attack"],
  [0, "benign"]
]);

/** Shows the most anomalous events of the tested window with their p-values. */
export function pValueTable(
  {tail, first, labelled}: ThresholdPage,
  rows: readonly TailPValue[]
): HTMLElement {
  const text = (place: number) => tail.texts[place] ?? "";
  return table(rows, {
    class: "card",
    label: "p-values of the most anomalous events",
    empty: "No event of the tested window is among the most anomalous that are published.",
    columns: [
      {
        name: "source, time (UTC)",
        header: true,
        cell: ({place}) => [
          nameElement(text(tail.src[place]), 16),
          element("span", {class: "soft note"}, formatTime(first + 1000 * tail.second[place]))
        ]
      },
      {name: "score", number: true, cell: ({score}) => formatScore(score)},
      {name: "as high", number: true, cell: ({atLeast}) => formatCount(atLeast)},
      {name: "p-value", number: true, cell: ({pValue}) => pText(pValue)},
      ...(labelled > 0
        ? [{name: "label", cell: ({place}: TailPValue) => classes.get(tail.attack[place]) ?? "–"}]
        : [])
    ]
  });
}

/** Returns a p-value to two significant figures; e.g., `0.00030`. */
export function pText(pValue: number): string {
  return pValue >= 0.0001 ? String(Number(pValue.toPrecision(2))) : pValue.toExponential(1);
}
