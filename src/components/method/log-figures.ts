import type {LogProfile} from "../../core/schema/log-profile.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatBytes, formatCount, formatShare} from "../kit/format.js";
import {correlationMatrix, timeBars} from "./log-charts.js";
import {
  featureTable,
  hostTable,
  kindTable,
  labelTable,
  missingTable,
  profileDriftTable,
  rejectedTable,
  valueTable
} from "./log-tables.js";
import {methodFigure} from "./method-figure.js";
import type {MethodFigureOptions} from "./method-figure.js";

/** A figure of the notebook, and the rows that its export holds. */
interface LogFigure extends Omit<MethodFigureOptions, "exports" | "id"> {
  exported: () => readonly ExportRow[];
}

/** The figures of the notebook “What is in this log?” by name. */
const figures = {
  kinds: (page: LogProfile): LogFigure => ({
    picture: kindTable(page),
    n: page.lines.lines,
    phase: "ingestion",
    exported: () => page.kinds
  }),
  rejected: (page: LogProfile): LogFigure => ({
    picture: rejectedTable(page),
    n: page.lines.rejected,
    phase: "ingestion",
    exported: () => page.rejected.map((row) => ({...row}))
  }),
  events: (page: LogProfile): LogFigure => {
    const {step, bins} = page.volume;
    const rows = bins.map(({time, events, failed}) => ({time, value: events, part: failed}));
    return {
      picture: (width) =>
        timeBars(page, {rows, step, name: "events", format: formatCount, partName: "failed"}, {width}), // prettier-ignore
      caption: `Events in each ${stretchText(step)}; the strong part of a bar failed: no connection came about.`,
      n: page.events,
      exported: () => bins.map((bin) => ({...bin}))
    };
  },
  bytes: (page: LogProfile): LogFigure => {
    const {step, bins} = page.volume;
    const rows = bins.map(({time, bytesIn, bytesOut}) => ({time, value: bytesIn + bytesOut, part: bytesOut})); // prettier-ignore
    return {
      picture: (width) =>
        timeBars(page, {rows, step, name: "bytes", format: formatBytes, partName: "out"}, {width}),
      caption: `Bytes in each ${stretchText(step)}, at the time at which their connection began; the strong part was sent by the sources. One long connection is one bar.`,
      n: page.events,
      exported: () => bins.map((bin) => ({...bin}))
    };
  },
  service: (page: LogProfile) => valuesFigure(page, 0),
  dst_port: (page: LogProfile) => valuesFigure(page, 1),
  proto: (page: LogProfile) => valuesFigure(page, 2),
  conn_state: (page: LogProfile) => valuesFigure(page, 3),
  sources: (page: LogProfile) => hostsFigure(page, 0),
  destinations: (page: LogProfile) => hostsFigure(page, 1),
  "new-sources": (page: LogProfile) => newHosts(page, "sources", "newSources"),
  "new-destinations": (page: LogProfile) => newHosts(page, "destinations", "newDestinations"),
  missing: (page: LogProfile): LogFigure => ({
    picture: missingTable(page),
    n: page.events,
    exported: () => page.missing
  }),
  labels: (page: LogProfile): LogFigure => ({
    picture: labelTable(page),
    n: page.events,
    exported: () => page.labels
  }),
  features: (page: LogProfile): LogFigure => ({
    picture: element("figure", {}, featureTable(page)),
    n: page.events,
    phase: "transformation",
    exported: () => distributionRows(page)
  }),
  correlations: (page: LogProfile): LogFigure => ({
    picture: (width) => correlationMatrix(page, {width: Math.min(width, 780)}),
    caption: `Spearman’s ρ of each two features over ${formatCount(page.correlation.events)} events drawn from the ${page.correlation.window} window: the stronger, the further from 0. It is of ranks, so that the shape of a relation does not matter, and its direction does. Codes, such as that of the state, have an order of convenience.`,
    n: page.correlation.events,
    phase: "transformation",
    exported: () => correlationRows(page)
  }),
  drift: (page: LogProfile): LogFigure => ({
    picture: profileDriftTable(page),
    n: page.windows.reduce((sum, {drawn}) => sum + drawn, 0),
    phase: "transformation",
    exported: () => (page.drift ?? []).map((row) => ({...row}))
  })
};

/** Returns the figure *name* of the notebook, whose data is at the URL *data*. */
export function logFigure(name: keyof typeof figures, page: LogProfile, data: string): HTMLElement {
  const {exported, ...options} = figures[name](page);
  const id = `figure-${name}`;
  const exports = {
    name: `log-${name}`,
    rows: exported,
    figure: () => document.querySelector<SVGSVGElement>(`#${id} .responsive svg`)
  };
  return methodFigure({provenance: page.provenance, data}, {id, exports, ...options});
}

function valuesFigure(page: LogProfile, i: number): LogFigure {
  const column = page.columns[i];
  return {
    picture: valueTable(column, page),
    n: page.events,
    exported: () => column.values.map(({value, ...counts}) => ({[column.column]: value, ...counts}))
  };
}

function hostsFigure(page: LogProfile, i: number): LogFigure {
  const {rows} = page.hosts[i];
  return {picture: hostTable(page.hosts[i]), n: page.events, exported: () => rows};
}

function newHosts(
  page: LogProfile,
  all: "sources" | "destinations",
  fresh: "newSources" | "newDestinations"
): LogFigure {
  const {step, rows} = page.periods;
  const bars = rows.map((row) => ({time: row.time, value: row[all], part: row[fresh]}));
  return {
    picture: (width) =>
      timeBars(page, {rows: bars, step, name: all, format: formatCount, partName: "new"}, {width}),
    caption: `The ${all} of each ${stretchText(step)}; the strong part was in no earlier one. All are new in the first.`,
    n: page.events,
    exported: () => rows.map((row) => ({...row}))
  };
}

/** Returns a stretch of *step* milliseconds in words. */
export function stretchText(step: number): string {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  const of = (n: number, unit: string) =>
    n === 1 ? unit : `stretch of ${formatCount(n)} ${unit}s`;
  if (step < hour) return of(step / minute, "minute");
  return step < day ? of(step / hour, "hour") : of(step / day, "day");
}

function distributionRows({featureValues, features, probabilities}: LogProfile): ExportRow[] {
  return featureValues.flatMap(({feature, window, quantiles, counts}) => {
    const {from, until} = features.find((one) => one.feature === feature)!;
    const width = (until - from) / counts.length;
    return [
      ...probabilities.map((probability, i) => ({feature, window, probability, value: quantiles[i], bin_from: null, events: null})), // prettier-ignore
      ...counts.map((events, i) => ({feature, window, probability: null, value: null, bin_from: from + i * width, events})) // prettier-ignore
    ];
  });
}

function correlationRows({features, correlation: {rho, window}}: LogProfile): ExportRow[] {
  return rho.flatMap((row, i) =>
    row.map((value, j) => ({
      window,
      feature: features[i].feature,
      other: features[j].feature,
      spearman: value
    }))
  );
}

/** Returns the share of *part* in *all* as text, and a dash without any. */
export function shareText(part: number, all: number): string {
  return all > 0 ? formatShare(part / all) : "–";
}
