import type {LogProfile, ProfileColumn} from "../../core/schema/log-profile.js";
import {
  formatBytes,
  formatCount,
  formatDay,
  formatShare,
  formatTime,
  plural,
  visible
} from "../kit/format.js";
import {labelOf} from "./log-charts.js";
import {shareText, stretchText} from "./log-figures.js";

/** The sentences of the notebook “What is in this log?”, as plain text. */
export interface LogSentences {
  lines: string;
  rejected: string;
  volume: string;
  values: string;
  hosts: string;
  fresh: string;
  missing: string;
  labels: string;
  features: string;
  correlations: string;
  drift: string;
}

/** Returns the sentences of the notebook that depend on *page*. */
export function logSentences(page: LogProfile): LogSentences {
  return {
    lines: linesText(page),
    rejected: rejectedText(page),
    volume: volumeText(page),
    values: valuesText(page),
    hosts: hostsText(page),
    fresh: freshText(page),
    missing: missingText(page),
    labels: labelsText(page),
    features: featuresText(page),
    correlations: correlationsText(page),
    drift: driftText(page)
  };
}

function linesText({lines, files, partial, events, first, last, provenance}: LogProfile): string {
  const synthetic = provenance.synthetic ? " They are synthetic: a generator wrote them." : "";
  const broken = partial
    ? ` ${formatCount(partial)} of the files could not be read to ${partial === 1 ? "its" : "their"} end.`
    : "";
  return `${formatCount(files)} ${plural(files, "file")} with ${formatCount(lines.lines)} lines hold ${formatCount(events)} connections between ${formatTime(first)} and ${formatTime(last)} UTC, and ${formatCount(lines.accepted - events)} records of other kinds.${broken}${synthetic}`;
}

function rejectedText({lines: {lines, rejected}}: LogProfile): string {
  if (rejected === 0) return "Every line that is no header or comment became a record.";
  return `${formatCount(rejected)} of ${formatCount(lines)} lines, ${formatShare(rejected / lines)}, were rejected: they are in no table and in no number below.`;
}

function volumeText({volume: {step, bins}}: LogProfile): string {
  const busiest = bins.reduce((a, b) => (b.events > a.events ? b : a), bins[0]);
  const heaviest = bins.reduce((a, b) => (total(b) > total(a) ? b : a), bins[0]);
  if (!busiest) return "There is no event.";
  return `The busiest ${stretchText(step)} begins ${formatTime(busiest.time)} UTC, with ${formatCount(busiest.events)} events; the one with the most bytes begins ${formatTime(heaviest.time)} UTC, with ${formatBytes(total(heaviest))}.`;
}

function total({bytesIn, bytesOut}: {bytesIn: number; bytesOut: number}): number {
  return bytesIn + bytesOut;
}

function valuesText({columns, events}: LogProfile): string {
  const top = ({values}: ProfileColumn) => values.find(({value}) => value !== null);
  const parts = columns.flatMap((column) => {
    const first = top(column);
    return first ? [`${names[column.column]} ${visible(first.value!)} (${shareText(first.events, events)})`] : []; // prettier-ignore
  });
  return `Most frequent are ${new Intl.ListFormat("en").format(parts)} of all events.`;
}

const names: Record<ProfileColumn["column"], string> = {
  service: "the service",
  dst_port: "the port",
  proto: "the protocol",
  conn_state: "the state"
};

function hostsText({hosts, events}: LogProfile): string {
  const parts = hosts.flatMap(({role, distinct, rows}) =>
    rows[0]
      ? [`${formatCount(distinct)} ${plural(distinct, role)}, of which ${visible(rows[0].host)} has ${shareText(rows[0].events, events)} of the connections`] // prettier-ignore
      : []
  );
  return `There are ${parts.join("; and ")}.`;
}

function freshText({periods: {step, rows}}: LogProfile): string {
  const later = rows.slice(1);
  if (later.length === 0)
    return `The log is shorter than two stretches of a ${stretchText(step)}: every host is new.`;
  const sum = (key: "newSources" | "newDestinations") =>
    later.reduce((all, row) => all + row[key], 0) / later.length;
  return `After the first ${stretchText(step)}, ${average(sum("newSources"))} sources and ${average(sum("newDestinations"))} destinations are new in each, on average. Where most hosts are new, a detector that says “never seen before” says little.`;
}

function average(value: number): string {
  return value >= 10 ? formatCount(value) : value.toFixed(1);
}

function missingText({missing, events}: LogProfile): string {
  const some = missing.filter(({events: n}) => n > 0 && n < events).length;
  const empty = missing.filter(({events: n}) => n === events).length;
  return `Of ${formatCount(missing.length)} columns that may be empty, ${formatCount(empty)} ${empty === 1 ? "is" : "are"} empty in every event and ${formatCount(some)} in some. A missing number counts as zero in the features, so a column that is always missing makes its features constant.`;
}

function labelsText({windows}: LogProfile): string {
  const parts = windows.map(
    ({window, events, benign, attacks, unlabelled}) =>
      `of ${formatCount(events)} events of the ${window} window, ${formatCount(attacks)} have the label of an attack (${shareText(attacks, events)}), ${formatCount(benign)} a benign one, and ${formatCount(unlabelled)} none`
  );
  return `${parts.join("; ").replace(/^o/, "O")}.`;
}

function featuresText({windows, trainedUntil}: LogProfile): string {
  const drawn = windows.map(({window, drawn: n}) => `${formatCount(n)} of the ${window} window`);
  const until = trainedUntil === null ? "" : `, which ends ${formatDay(trainedUntil)}`;
  return `The models see these numbers alone. Bars count all events${until && `; those below the axis are of the training window${until}`}. Quantiles are of ${drawn.join(" and ")}, drawn by their event_id.`;
}

function correlationsText({features, correlation: {rho}}: LogProfile): string {
  const pairs = rho.flatMap((row, i) =>
    row.flatMap((value, j) => (j < i && value !== null ? [{i, j, value}] : []))
  );
  const [first] = pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  if (!first) return "No two features vary.";
  const {i, j, value} = first;
  const constant = rho.filter((row, k) => row[k] === null).length;
  const same = constant
    ? ` ${formatCount(constant)} ${plural(constant, "feature has", "features have")} one value only, and no correlation.`
    : "";
  return `The closest two are ${labelOf(features[j].feature)} and ${labelOf(features[i].feature)}: ρ = ${value.toFixed(2).replace("-", "−")}.${same} Features that move together share their contributions to a score by chance, and count twice in a distance.`;
}

function driftText({drift}: LogProfile): string {
  if (drift === null)
    return "The models were trained on other events than those of this log, or all of it is training: there are no two windows to compare.";
  const moved = drift.filter(({verdict}) => verdict === "different" || verdict === "shifted");
  const [first] = drift;
  const rest = `The greatest index is that of ${labelOf(first.name)}, ${first.psi.toFixed(3)}; by chance it would stay below ${first.noise.toFixed(3)}.`;
  if (moved.length === 0)
    return `Of ${formatCount(drift.length)} features, none has moved by what custom calls a shift. ${rest}`;
  return `Of ${formatCount(drift.length)} features, ${formatCount(moved.length)} ${moved.length === 1 ? "has" : "have"} moved: ${new Intl.ListFormat("en").format(moved.map(({name}) => labelOf(name)))}. ${rest}`;
}
