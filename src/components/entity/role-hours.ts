import * as Plot from "@observablehq/plot";
import {severities} from "../../core/incidents/incidents.js";
import type {Severity} from "../../core/schema/incidents.js";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatHours, plural} from "../kit/format.js";
import {severityColor} from "../kit/severity.js";
import type {EntityHour} from "./entity-data.js";
import type {EvidenceHour} from "./host-incidents.js";
import {hourInset, timeAxis} from "./time-axis.js";
import type {TargetHour} from "./traffic-data.js";

const hour = 3_600_000;
const row = 30;
const roles = {actor: "as source", target: "as target"} as const;

/** What the hours of a host are drawn from. */
export interface RoleHours {
  outbound: readonly EntityHour[];
  inbound: readonly TargetHour[];
  evidence: readonly EvidenceHour[];
}

interface Cell {
  role: keyof typeof roles;
  hour: number;
  events: number;
  rate: number | null;
  severity: Severity | null;
}

/**
 * Draws the hours of a host as a heat map of two rows, what it did and what was done to it: in the colour of the severity
 * of their evidence, else in grey, the darker the more connections, by powers of ten.
 */
export function roleHours(
  hours: RoleHours,
  {width, from, until}: {width: number; from: number; until: number}
): SVGSVGElement {
  const cells = cellsOf(hours).filter((cell) => cell.hour >= from && cell.hour < until);
  const top = Math.log1p(Math.max(1, ...cells.map(({events}) => events)));
  const axis = timeAxis(from, until, width);
  const place = {
    x1: "hour",
    x2: (cell: Cell) => cell.hour + hour,
    fy: (cell: Cell) => roles[cell.role],
    y1: 3,
    y2: row - 3,
    insetRight: hourInset(from, until, width),
    title: titleOf
  };
  return chart({
    ...axis,
    width,
    height: 2 * row + axis.marginBottom,
    marginTop: 0,
    ariaLabel: "Connections from and to the host by hour, and the severity of their evidence",
    y: {domain: [row, 0], axis: null},
    fy: {domain: Object.values(roles), axis: null, padding: 0},
    marks: [
      Plot.text(Object.values(roles), {
        fy: (name: string) => name,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -10,
        text: (name: string) => name
      }),
      Plot.ruleY([row / 2], {stroke: ink.rule, shapeRendering: "crispEdges"}),
      Plot.rect(
        cells.filter(({severity}) => severity === null),
        {
          ...place,
          fill: ink.soft,
          fillOpacity: {
            value: (cell: Cell) => 0.12 + (0.5 * Math.log1p(cell.events)) / top,
            scale: null
          }
        }
      ),
      Plot.rect(
        cells.filter(({severity}) => severity !== null),
        {
          ...place,
          fill: {value: (cell: Cell) => severityColor(cell.severity!), scale: null}
        }
      )
    ]
  });
}

function cellsOf({outbound, inbound, evidence}: RoleHours): Cell[] {
  const cells = new Map<string, Cell>();
  const add = (role: Cell["role"], at: number, change: Partial<Cell>) => {
    const key = `${role} ${at}`;
    cells.set(key, {
      ...(cells.get(key) ?? {role, hour: at, events: 0, rate: null, severity: null}),
      ...change
    });
  };
  for (const {hour: at, events} of outbound) add("actor", at, {events});
  for (const {hour: at, events} of inbound) add("target", at, {events});
  for (const {role, hour: at, rate, severity} of evidence)
    add(role, at, {rate, severity: severities[severity].name});
  return [...cells.values()];
}

/** Returns the cells as rows to export. */
export function roleHourRows(hours: RoleHours): object[] {
  return cellsOf(hours)
    .sort((a, b) => a.hour - b.hour)
    .map(({rate, severity, ...cell}) => ({...cell, rate_per_day: rate, severity}));
}

function titleOf({role, hour: at, events, severity}: Cell): string {
  const flows = `${formatCount(events)} ${plural(events, "connection")} ${role === "actor" ? "opened" : "came to it"}`;
  return `${formatHours(at, at + hour)} UTC: ${flows}${severity ? `; evidence: ${severity}` : ""}`;
}
