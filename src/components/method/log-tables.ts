import * as Plot from "@observablehq/plot";
import {eventColumns} from "../../core/schema/events.js";
import {features} from "../../core/features/list.js";
import type {
  FeatureValues,
  LogProfile,
  ProfileColumn,
  ProfileHosts,
  ProfileValue
} from "../../core/schema/log-profile.js";
import {chart, ink} from "../charts/plot.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {featureText} from "../kit/feature-text.js";
import {formatBytes, formatCount, formatShare, visible} from "../kit/format.js";
import {longTable} from "../kit/long-table.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {labelOf} from "./log-charts.js";

/** What a column of the log is called on the page. */
const columnNames: Record<ProfileColumn["column"], string> = {
  service: "service",
  dst_port: "destination port",
  proto: "protocol",
  conn_state: "connection state"
};

/** The rows that a table shows before the reader asks for more. */
const shown = 8;

/** Shows the most frequent values of a column, each with its share of all *events*. */
export function valueTable(
  {column, values, distinct}: ProfileColumn,
  {events, windows}: Pick<LogProfile, "events" | "windows">
): HTMLElement {
  const labelled = windows.some(({attacks}) => attacks > 0);
  const columns: Column<ProfileValue>[] = [
    {
      name: columnNames[column],
      header: true,
      cell: ({value, events: n}) => [nameOf(value), shareBar(n / events)]
    },
    {name: "events", number: true, cell: ({events: n}) => formatCount(n)},
    {name: "share", number: true, cell: ({events: n}) => formatShare(n / events)},
    {name: "bytes", number: true, cell: ({bytes}) => formatBytes(bytes)},
    {name: "failed", number: true, cell: ({events: n, failed}) => formatShare(failed / n)}
  ];
  if (labelled)
    columns.push({name: "attacks", number: true, cell: ({attacks}) => formatCount(attacks)});
  const listed = values.filter(({value}) => value !== null).length;
  const caption =
    distinct > listed
      ? `${columnNames[column]}: ${formatCount(values.length)} of ${formatCount(distinct)} values`
      : columnNames[column];
  return longTable(values, {columns, shown, caption, label: caption});
}

/** Shows the busiest hosts in one role. */
export function hostTable({role, distinct, rows}: ProfileHosts): HTMLElement {
  const caption = `${role}s: ${formatCount(rows.length)} of ${formatCount(distinct)}`;
  return longTable(rows, {
    shown: 10,
    caption,
    label: caption,
    columns: [
      {name: role, header: true, class: "address", cell: ({host}) => nameElement(host, 28)},
      {name: "connections", number: true, cell: ({events}) => formatCount(events)},
      {name: "failed", number: true, cell: ({events, failed}) => formatShare(failed / events)},
      {name: "bytes out", number: true, cell: ({bytesOut}) => formatBytes(bytesOut)},
      {name: "bytes in", number: true, cell: ({bytesIn}) => formatBytes(bytesIn)}
    ]
  });
}

/** Shows the lines of each kind of records. */
export function kindTable({kinds}: LogProfile): HTMLElement {
  return longTable(kinds, {
    shown,
    label: "lines by kind of records",
    columns: [
      {name: "records", header: true, cell: ({kind}) => nameElement(kind, 24)},
      {name: "files", number: true, cell: ({files}) => formatCount(files)},
      {name: "accepted", number: true, cell: ({accepted}) => formatCount(accepted)},
      {name: "rejected", number: true, cell: ({rejected}) => formatCount(rejected)},
      {name: "used for", class: "wrap", cell: ({use}) => use ?? "stored, not used yet"}
    ]
  });
}

/** Shows for which reasons lines were rejected, and where the first of each is. */
export function rejectedTable({rejected}: LogProfile): HTMLElement {
  return longTable(rejected, {
    shown,
    label: "rejected lines by reason",
    empty: "No line was rejected.",
    columns: [
      {name: "reason", header: true, class: "wrap", cell: ({reason}) => visible(reason)},
      {name: "field", cell: ({field}) => nameOf(field)},
      {name: "lines", number: true, cell: ({lines}) => formatCount(lines)},
      {name: "the first", cell: ({file, line}) => nameElement(`${file}:${line}`, 36)}
    ]
  });
}

/** Shows how many events have no value in each column, the emptiest column first. */
export function missingTable({missing, events}: LogProfile): HTMLElement {
  const rows = [...missing].sort((a, b) => b.events - a.events);
  return longTable(rows, {
    shown: 10,
    label: "missing values by column",
    columns: [
      {name: "column", header: true, cell: ({column}) => element("code", {}, column)},
      {name: "missing", number: true, cell: ({events: n}) => formatCount(n)},
      {name: "share", number: true, cell: ({events: n}) => formatShare(n / events)},
      {
        name: "which means",
        class: "wrap",
        cell: ({column}) => eventColumns.find(({name}) => name === column)?.nullMeans ?? "–"
      }
    ]
  });
}

/** Shows the most frequent labels, and how many events of each window have them. */
export function labelTable({labels}: LogProfile): HTMLElement {
  const kind = (attack: number | null) =>
    attack === null ? "none" : attack === 1 ? "attack" : "benign";
  return longTable(labels, {
    shown,
    label: "labels by window",
    columns: [
      {name: "label", header: true, cell: ({label}) => nameOf(label)},
      {name: "counts as", cell: ({attack}) => kind(attack)},
      {name: "training", number: true, cell: ({training}) => formatCount(training)},
      {name: "test", number: true, cell: ({test}) => formatCount(test)}
    ]
  });
}

/** Shows how each feature is distributed in both windows: bars up are the test window, bars down the training window. */
export function featureTable(page: LogProfile): HTMLElement {
  const of = (feature: string, window: FeatureValues["window"]) =>
    page.featureValues.find((values) => values.feature === feature && values.window === window);
  const quantileText = (feature: string, window: FeatureValues["window"]) => {
    const known = features.find(({name}) => name === feature);
    const {quantiles = []} = of(feature, window) ?? {};
    const read = (p: number) => quantiles[page.probabilities.indexOf(p)];
    const texts = [0.05, 0.5, 0.95].map((p) =>
      known && quantiles.length ? featureText(known, read(p)) : "–"
    );
    return texts.join(" · ");
  };
  return table(page.features, {
    class: "card distributions",
    label: "distributions of the features",
    columns: [
      {name: "feature", header: true, cell: ({feature}) => labelOf(feature)},
      {
        name: "test above, training below",
        cell: ({feature}) =>
          mirroredBars(labelOf(feature), of(feature, "test"), of(feature, "training"))
      },
      {
        name: "5 % · median · 95 %",
        cell: ({feature}) => [
          quantileText(feature, "test"),
          element("br"),
          element("span", {class: "soft"}, quantileText(feature, "training"))
        ]
      }
    ]
  });
}

/** Draws the square roots of the shares of events by bin, so that rare values can be seen. */
function mirroredBars(
  label: string,
  above: FeatureValues | undefined,
  below: FeatureValues | undefined
): SVGSVGElement {
  const heights = (values: FeatureValues | undefined, sign: number) => {
    const counts = values?.counts ?? [];
    const total = counts.reduce((sum, n) => sum + n, 0) || 1;
    return counts.map((n, i) => ({i, share: sign * Math.sqrt(n / total)}));
  };
  const bar = {x1: "i", x2: ({i}: {i: number}) => i + 1, y1: 0, y2: "share", insetRight: 0.5};
  return chart({
    ariaLabel: `${label}: shares of events by value, of the test window above and of the training window below`,
    width: 190,
    height: 34,
    marginTop: 1,
    marginRight: 0,
    marginBottom: 1,
    marginLeft: 0,
    x: {axis: null},
    y: {axis: null, domain: [-1, 1]},
    marks: [
      Plot.rect(heights(above, 1), {...bar, fill: ink.soft}),
      Plot.rect(heights(below, -1), {...bar, fill: ink.quiet}),
      Plot.ruleY([0], {stroke: ink.rule})
    ]
  });
}

/** Shows how far the test window is from the training window, feature by feature. */
export function profileDriftTable({drift}: LogProfile): HTMLElement {
  const verdicts = {
    same: "as in training",
    shifted: "shifted",
    different: "different",
    unknown: "too few to measure"
  };
  return table(drift ?? [], {
    class: "card",
    label: "drift of the features",
    empty: "There is no training window in this log, so there is nothing to compare with.",
    columns: [
      {name: "feature", header: true, cell: ({name}) => labelOf(name)},
      {name: "verdict", cell: ({verdict}) => verdicts[verdict]},
      {name: "PSI", number: true, cell: ({psi}) => psi.toFixed(3)},
      {name: "by chance below", number: true, cell: ({noise}) => noise.toFixed(3)},
      {name: "KS", number: true, cell: ({ks}) => ks.toFixed(3)}
    ]
  });
}

function nameOf(value: string | null): Child {
  return value === null ? element("span", {class: "soft"}, "none") : nameElement(value, 28);
}

function shareBar(share: number): HTMLElement {
  const style = `width: ${(100 * share).toFixed(1)}%`;
  return element("span", {class: "track"}, element("span", {class: "share", style}));
}
