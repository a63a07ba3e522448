import * as Plot from "@observablehq/plot";
import {findEntityDetector} from "../../core/detectors/entity/registry.js";
import {severityOf} from "../../core/incidents/incidents.js";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatTime, plural} from "../kit/format.js";
import {rateText, severityColor} from "../kit/severity.js";
import {timeScale} from "./incident-axis.js";
import type {IncidentSpan} from "./incident-axis.js";

const hour = 3_600_000;
const row = 40;

/** The events of an incident in a span of time that evidence of one detector speaks of. */
export interface TimelineBin {
  detector: string;
  /** The start, in ms since the epoch. */
  time: number;
  events: number;
  pieces: number;
  /** The lowest rate a day of that evidence. */
  rate: number;
}

/** Returns the width of a bin of the timeline in ms: some sixty of them fill it. */
export function binWidth(since: number, until: number): number {
  const widths = [1, 2, 5, 10, 30, 60].map((minutes) => minutes * 60_000);
  return widths.find((width) => (until - since) / width <= 60) ?? hour;
}

/** Returns the query of the bins of an incident, *width* ms each. */
export function timelineQuery(incident: number, width: number): string {
  return `SELECT detector, epoch_ms(time) // ${width} * ${width} AS time, count(DISTINCT event_id) AS events,
  count(DISTINCT evidence) AS pieces, min(rate_per_day) AS rate
FROM (FROM incident_events WHERE incident = ${incident})
JOIN (SELECT evidence, detector, rate_per_day FROM evidence WHERE incident = ${incident}) USING (evidence)
JOIN (SELECT event_id, time FROM incident_flows WHERE incident = ${incident}) USING (event_id)
GROUP BY ALL ORDER BY detector, time`;
}

/** Draws the events of an incident over time, a row a detector; the colour is the severity of the evidence. */
export function evidenceTimeline(
  bins: readonly TimelineBin[],
  {detectors, bin, ...span}: IncidentSpan & {detectors: readonly string[]; bin: number}
): SVGSVGElement {
  const {width} = span;
  const left = width < 520 ? 8 : 150;
  const most = new Map<string, number>();
  for (const {detector, events} of bins)
    most.set(detector, Math.max(most.get(detector) ?? 0, events));
  const title = (name: string) => findEntityDetector(name)?.title ?? name;
  return chart({
    width,
    height: detectors.length * row + 34,
    ariaLabel: `Events of the incident over time, by detector: ${detectors.map(title).join(", ")}`,
    marginLeft: left,
    marginRight: 12,
    marginTop: 0,
    marginBottom: 34,
    x: timeScale(span, left + 12),
    y: {domain: [0, left === 8 ? 1.7 : 1.25], axis: null},
    fy: {domain: [...detectors], axis: null, padding: 0},
    marks: [
      Plot.ruleY([0], {stroke: ink.rule}),
      Plot.rect([...bins], {
        fy: "detector",
        x1: "time",
        x2: ({time}: TimelineBin) => time + bin,
        y1: 0,
        y2: ({detector, events}: TimelineBin) => Math.sqrt(events / most.get(detector)!),
        insetRight: 0.5,
        fill: {value: ({rate}: TimelineBin) => severityColor(severityOf(rate)), scale: null},
        title: tipText,
        tip: true
      }),
      ...laneNames(detectors, left === 8 ? null : left, (name) => [
        title(name),
        `≤ ${formatCount(most.get(name) ?? 0)} in ${binText(bin)}`
      ])
    ]
  });
}

/** Returns the name of each lane and its highest bar: in the margin of *left* pixels, or above the lane if that is null. */
function laneNames(
  detectors: readonly string[],
  left: number | null,
  texts: (name: string) => [string, string]
): Plot.Markish[] {
  const start = {fy: (name: string) => name, textAnchor: "start"} as const;
  if (left === null)
    return [
      Plot.text([...detectors], {
        ...start,
        frameAnchor: "top-left",
        dy: 6,
        text: (name: string) => texts(name).join(": "),
        className: "strong"
      })
    ];
  const beside = {...start, frameAnchor: "left", dx: -left} as const;
  const [name, most] = [0, 1].map((i) => (lane: string) => texts(lane)[i]);
  return [
    Plot.text([...detectors], {...beside, dy: 4, text: name, className: "strong"}),
    Plot.text([...detectors], {...beside, dy: 18, text: most, fill: ink.soft})
  ];
}

/** Returns the width of a bin in words. */
export function binText(bin: number): string {
  return bin >= hour ? "an hour" : bin === 60_000 ? "a minute" : `${bin / 60_000} min`;
}

function tipText({time, events, pieces, rate}: TimelineBin): string {
  return `${formatTime(time)} UTC\n${formatCount(events)} ${plural(events, "event")} of ${formatCount(pieces)} ${plural(pieces, "piece")} of evidence\n${severityOf(rate)}: ${rateText(rate)}`;
}
