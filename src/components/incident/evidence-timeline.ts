import * as Plot from "@observablehq/plot";
import {severityOf} from "../../core/incidents/incidents.js";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatTime, plural} from "../kit/format.js";
import {rateText, severityColor} from "../kit/severity.js";
import type {Level} from "../../core/sigma/rule.js";
import type {EvidenceGroup} from "./incident-data.js";
import {timeScale} from "./incident-axis.js";
import type {IncidentSpan} from "./incident-axis.js";
import {ruleTimelineSql} from "./rule-evidence-data.js";

const hour = 3_600_000;
const row = 40;

/** The events of an incident in a span of time that the evidence of one detector or rule speaks of. */
export interface TimelineBin {
  /** The key of the group of evidence. */
  lane: string;
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

/** Returns the query of the bins of an incident, *width* ms each, with the hits of *rules*, which may belong to no flow. */
export function timelineQuery(incident: number, width: number, rules: readonly number[]): string {
  const detectors = `SELECT detector AS lane, epoch_ms(time) // ${width} * ${width} AS time, count(DISTINCT event_id) AS events,
  count(DISTINCT evidence) AS pieces, min(rate_per_day) AS rate
FROM (FROM incident_events WHERE incident = ${incident})
JOIN (SELECT evidence, detector, rate_per_day FROM evidence WHERE incident = ${incident} AND rule IS NULL) USING (evidence)
JOIN (SELECT event_id, time FROM incident_flows WHERE incident = ${incident}) USING (event_id)
GROUP BY ALL`;
  const all = rules.length
    ? `FROM (${detectors})\nUNION ALL\nFROM (${ruleTimelineSql(incident, width, rules)})`
    : detectors;
  return `${all} ORDER BY lane, time`;
}

/** Draws the events of an incident over time, a row a detector and a rule; the colour is the severity of the evidence. */
export function evidenceTimeline(
  bins: readonly TimelineBin[],
  {groups, bin, ...span}: IncidentSpan & {groups: readonly EvidenceGroup[]; bin: number}
): SVGSVGElement {
  const {width} = span;
  const beside = groups.some(({rule}) => rule) ? 200 : 150;
  const left = width < 520 ? 8 : beside;
  const most = new Map<string, number>();
  for (const {lane, events} of bins) most.set(lane, Math.max(most.get(lane) ?? 0, events));
  const byLane = new Map(groups.map((group) => [group.key, group]));
  return chart({
    width,
    height: groups.length * row + 34,
    ariaLabel: `Events of the incident over time, by detector and rule: ${groups.map(({title}) => title).join(", ")}`,
    marginLeft: left,
    marginRight: 12,
    marginTop: 0,
    marginBottom: 34,
    x: timeScale(span, left + 12),
    y: {domain: [0, left === 8 ? 1.7 : 1.25], axis: null},
    fy: {domain: groups.map(({key}) => key), axis: null, padding: 0},
    marks: [
      Plot.ruleY([0], {stroke: ink.rule}),
      Plot.rect([...bins], {
        fy: "lane",
        x1: "time",
        x2: ({time}: TimelineBin) => time + bin,
        y1: 0,
        y2: ({lane, events}: TimelineBin) => Math.sqrt(events / most.get(lane)!),
        insetRight: 0.5,
        fill: {
          value: (one: TimelineBin) => levelColor(levelOf(one, byLane.get(one.lane))),
          scale: null
        },
        title: (one: TimelineBin) => tipText(one, byLane.get(one.lane)),
        tip: true
      }),
      ...laneNames(groups, left === 8 ? null : left, ({key, title}) => [
        clipEnd(title, left === 8 ? 36 : 28),
        `≤ ${formatCount(most.get(key) ?? 0)} in ${binText(bin)}`
      ])
    ]
  });
}

function clipEnd(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Returns the severity of the evidence of a bin: of a rule, its level. */
function levelOf({rate}: TimelineBin, group: EvidenceGroup | undefined): Level {
  return group?.rule?.level ?? severityOf(rate);
}

function levelColor(level: Level): string {
  return level === "informational" ? ink.quiet : severityColor(level);
}

/** Returns the name of each lane and its highest bar: in the margin of *left* pixels, or above the lane if that is null. */
function laneNames(
  groups: readonly EvidenceGroup[],
  left: number | null,
  texts: (group: EvidenceGroup) => [string, string]
): Plot.Markish[] {
  const start = {fy: ({key}: EvidenceGroup) => key, textAnchor: "start"} as const;
  if (left === null)
    return [
      Plot.text([...groups], {
        ...start,
        frameAnchor: "top-left",
        dy: 6,
        text: (group: EvidenceGroup) => texts(group).join(": "),
        className: "strong"
      })
    ];
  const beside = {...start, frameAnchor: "left", dx: -left} as const;
  const [name, most] = [0, 1].map((i) => (group: EvidenceGroup) => texts(group)[i]);
  return [
    Plot.text([...groups], {...beside, dy: 4, text: name, className: "strong"}),
    Plot.text([...groups], {...beside, dy: 18, text: most, fill: ink.soft})
  ];
}

/** Returns the width of a bin in words. */
export function binText(bin: number): string {
  return bin >= hour ? "an hour" : bin === 60_000 ? "a minute" : `${bin / 60_000} min`;
}

function tipText(one: TimelineBin, group: EvidenceGroup | undefined): string {
  const {time, events, pieces, rate} = one;
  const level = levelOf(one, group);
  return `${formatTime(time)} UTC\n${formatCount(events)} ${plural(events, group?.rule ? "hit" : "event")} of ${formatCount(pieces)} ${plural(pieces, "piece")} of evidence\n${level}: ${rateText(rate)}`;
}
