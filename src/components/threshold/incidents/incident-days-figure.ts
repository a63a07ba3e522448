import * as Plot from "@observablehq/plot";
import {severities} from "../../../core/incidents/incidents.js";
import type {ListedIncident} from "../../../core/schema/incidents.js";
import {chart, ink} from "../../charts/plot.js";
import {formatDay} from "../../kit/format.js";
import {severityColor} from "../../kit/severity.js";

const day = 86_400_000;

/** How to draw the incidents by day. */
export interface IncidentDaysOptions {
  width: number;
  selected: ReadonlySet<ListedIncident>;

  /** The first and the last moment of the test window. */
  from: number;
  until: number;

  /** The budget in incidents a day. */
  perDay: number;
}

/** The incidents of a UTC day by severity, and those beyond the budget. */
export interface IncidentDay {
  day: number;
  kind: string;
  n: number;
}

/** Returns the incidents of each day by severity, those that are not selected apart. */
export function incidentDays(
  incidents: readonly ListedIncident[],
  selected: ReadonlySet<ListedIncident>
): IncidentDay[] {
  const counts = new Map<string, IncidentDay>();
  for (const incident of incidents) {
    const at = Math.floor(Date.parse(incident.from) / day) * day;
    const kind = selected.has(incident) ? incident.severity : "beyond the budget";
    const found = counts.get(`${kind} ${at}`) ?? {day: at, kind, n: 0};
    counts.set(`${kind} ${at}`, found);
    ++found.n;
  }
  const order = [...severities.map(({name}) => name as string), "beyond the budget"];
  return [...counts.values()].sort(
    (a, b) => a.day - b.day || order.indexOf(a.kind) - order.indexOf(b.kind)
  );
}

/** Draws the incidents of each day, the selected in the colour of their severity, the others grey, with the budget. */
export function incidentDaysFigure(
  incidents: readonly ListedIncident[],
  {width, selected, from, until, perDay}: IncidentDaysOptions
): SVGSVGElement {
  const days = incidentDays(incidents, selected);
  const start = Math.min(Math.floor(from / day) * day, ...days.map((one) => one.day));
  const end = Math.max(Math.ceil(until / day) * day, start + day);
  const span = (end - start) / day;
  const each = Math.ceil(span / Math.max(1, Math.floor((width - 40) / 64)));
  const ticks = Array.from({length: Math.ceil(span / each)}, (_, i) => start + i * each * day);
  const totals = new Map<number, number>();
  for (const one of days) totals.set(one.day, (totals.get(one.day) ?? 0) + one.n);
  const color = ({kind}: IncidentDay) => {
    const severity = severities.find(({name}) => name === kind);
    return severity ? severityColor(severity.name) : ink.quiet;
  };
  return chart({
    width,
    height: 150,
    marginTop: 22,
    marginLeft: 30,
    marginRight: 10,
    marginBottom: 20,
    ariaLabel: `Incidents by day, ${selected.size} of ${incidents.length} within the budget`,
    x: {type: "linear", domain: [start, end], axis: null},
    y: {domain: [0, Math.max(perDay, ...totals.values())], nice: 3, ticks: 3, grid: true, tickFormat: (n: number) => (n > 0 && Number.isInteger(n) ? String(n) : "")}, // prettier-ignore
    marks: [
      Plot.text(ticks, {x: (time: number) => time + day / 2, frameAnchor: "bottom", dy: 16, text: (time: number) => formatDay(time)}), // prettier-ignore
      Plot.ruleY([0], {className: "hairline"}),
      Plot.rectY(
        days,
        Plot.stackY({
          x1: "day",
          x2: (one: IncidentDay) => one.day + day,
          y: "n",
          insetLeft: 1,
          insetRight: 1,
          fill: {value: color, scale: null},
          title: (one: IncidentDay) => `${formatDay(one.day)}: ${one.n} ${one.kind}`
        })
      ),
      Plot.ruleY([perDay], {className: "line dashed"}),
      Plot.text([`budget ${Number(perDay.toPrecision(3))} a day`], {frameAnchor: "top-right", dx: 8, dy: -18, className: "accent"}) // prettier-ignore
    ]
  });
}
