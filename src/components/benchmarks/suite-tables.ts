import type {Estimate} from "../../core/evaluation/estimate.js";
import type {Regime} from "../../core/evaluation/suite/measured.js";
import type {Parity} from "../../core/evaluation/suite/parity.js";
import type {Suite, SuiteFigures} from "../../core/evaluation/suite/summary.js";
import {element} from "../kit/element.js";
import {formatCount, formatDigest, formatShare, visible} from "../kit/format.js";
import {expandableTable, table} from "../kit/table.js";

/** The name of each measure on the page. */
export const measureNames = {ap: "average precision", auroc: "AUROC"} as const;

const reasons = {size: "not compared: another size", seeds: "not compared: fewer than ten seeds"};

/** Returns a mean with its standard error, to *digits* decimals, 3 by default; e.g., `0.808 ± 0.006`. */
export function estimateText([mean, error]: Estimate, digits = 3): string {
  const text = mean.toFixed(digits);
  return error === null ? text : `${text} ± ${error.toFixed(digits)}`;
}

/** Returns whether a figure meets the published one, in words. */
export function parityText({apart, reason}: Parity): string {
  return apart === null ? reasons[reason!] : apart < 1 ? "passes" : "fails";
}

/** Returns the figures of the Isolation Forest beside the published ones. */
export function parityTable(parity: readonly Parity[]): HTMLElement {
  return expandableTable(parity, {
    label: "the Isolation Forest beside published figures",
    shown: 24,
    columns: [
      {name: "set", header: true, cell: ({set}) => visible(set)},
      {name: "measure", cell: ({measure}) => measureNames[measure]},
      {
        name: "result",
        cell: (one) =>
          one.apart !== null && one.apart >= 1
            ? element("b", {class: "fails"}, parityText(one))
            : parityText(one)
      },
      {name: "here", number: true, cell: ({ours}) => estimateText(ours, 4)},
      {name: "published", number: true, cell: ({published}) => estimateText(published, 4)},
      {name: "Liu 2008", number: true, cell: ({liu2008}) => liu2008?.toFixed(2) ?? "–"},
      {
        name: "of what is allowed",
        title: "100 % is three standard errors of the difference, or 0.02 where no error was published", // prettier-ignore
        number: true,
        cell: ({apart}) => (apart === null ? "–" : `${(100 * apart).toFixed(0)} %`)
      }
    ]
  });
}

/** Returns what each detector reaches on each set in a *regime*: average precision, and AUROC below it; the best strong. */
export function resultTable(
  {sets, detectors, summary, results}: Suite,
  regime: Regime
): HTMLElement {
  // prettier-ignore
  const find = (set: string, detector: string) =>
    summary.figures.find((one) => one.set === set && one.detector === detector && one.regime === regime); // prettier-ignore
  const columns = detectors.map((detector) => ({
    name: detector,
    number: true,
    cell: ({name}: {name: string}) => {
      const found = find(name, detector);
      if (!found) return results.some((one) => one.set === name && one.detector === detector && one.error !== null) ? "failed" : "–"; // prettier-ignore
      const others = detectors.flatMap((other) => find(name, other) ?? []);
      return [
        valueOf(found, others, "ap"),
        element("br"),
        element("span", {class: "faint"}, valueOf(found, others, "auroc"))
      ];
    }
  }));
  return expandableTable(sets, {
    label: `what each detector reaches, ${regime}`,
    class: "results",
    shown: 24,
    columns: [
      {name: "set", header: true, cell: ({name}) => visible(name)},
      {
        name: "base rate",
        number: true,
        cell: ({name}) =>
          formatShare(detectors.flatMap((one) => find(name, one) ?? [])[0]?.baseRate)
      },
      ...columns
    ]
  });
}

function valueOf(
  found: SuiteFigures,
  others: readonly SuiteFigures[],
  measure: "ap" | "auroc"
): HTMLElement {
  const best = Math.max(...others.map((one) => one[measure][0]));
  const text = estimateText(found[measure]);
  return element(found[measure][0] === best ? "b" : "span", {}, text);
}

/** Returns the sets that were measured, and how. */
export function setTable({sets}: Suite): HTMLElement {
  return expandableTable(sets, {
    label: "the sets that were measured",
    columns: [
      {name: "set", header: true, cell: ({name}) => visible(name)},
      {name: "kind", cell: ({kind}) => kind},
      {name: "rows", number: true, cell: ({rows}) => formatCount(rows)},
      {name: "columns", number: true, cell: ({columns}) => formatCount(columns)},
      {name: "anomalies", title: "among the tested rows", number: true, cell: ({anomalies}) => formatCount(anomalies)}, // prettier-ignore
      {name: "how", cell: ({about}) => visible(about)},
      {name: "digest", cell: ({sha256}) => formatDigest(sha256)}
    ]
  });
}

/** Returns the files that were not measured, and the detectors that failed, each with its reason. */
export function unmeasuredTable({damaged, skipped, results}: Suite): HTMLElement {
  const failed = results.flatMap(({set, detector, regime, error}) =>
    error === null ? [] : [{path: `${set}: ${detector}, ${regime}`, reason: error, kind: "failed"}]
  );
  const rows = [
    ...damaged.map((one) => ({...one, kind: "damaged"})),
    ...failed,
    ...skipped.map((one) => ({...one, kind: "skipped"}))
  ];
  return rows.length > 12 ? expandableTable(rows, unmeasured) : table(rows, unmeasured);
}

const unmeasured = {
  label: "what was not measured",
  empty: "Nothing: every file below the folder is a set.",
  columns: [
    {name: "file", header: true, cell: ({path}: Row) => visible(path)},
    {name: "state", cell: ({kind}: Row) => kind},
    {name: "reason", cell: ({reason}: Row) => visible(reason)}
  ]
};

interface Row {
  path: string;
  kind: string;
  reason: string;
}
