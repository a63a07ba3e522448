import * as Plot from "@observablehq/plot";
import {compareSeverities, maxRatePerDay, severities} from "../../../core/incidents/incidents.js";
import type {ListedIncident, Severity} from "../../../core/schema/incidents.js";
import {chart, ink} from "../../charts/plot.js";
import type {Chart} from "../../charts/plot.js";
import {severityColor} from "../../kit/severity.js";

/** The rarest rate that is drawn by itself: what is rarer stands in the first bin. */
const rarest = 1e-4;

/** Bins a power of ten. */
const perDecade = 4;

/** The incidents of a bin that are of one severity and within the budget, or beyond it, on those below. */
export interface RateBin {
  from: number;
  to: number;
  /** Null: beyond the budget. */
  severity: Severity | null;
  y1: number;
  y2: number;
}

/** How to draw the incidents by their rate. */
export interface IncidentRatesOptions {
  width: number;
  selected: ReadonlySet<ListedIncident>;

  /** The highest rate a day of the selected. */
  rate: number;

  /** Whether that rate divides the selected from the others: then it is drawn as a line. */
  isOneRate: boolean;
}

/** Draws how many incidents have which rate, in the colour of their severity where they are selected, grey where not. */
export function incidentRatesFigure(
  incidents: readonly ListedIncident[],
  {width, selected, rate, isOneRate}: IncidentRatesOptions
): Chart {
  const bins = rateBins(incidents, selected);
  const tallest = bins.reduce((most, {y2}) => Math.max(most, y2), 1);
  const ticks = width < 500 ? [1e-4, 0.01, 0.5] : [1e-4, 1e-3, 0.01, 0.1, 0.5, 3];
  return chart({
    width,
    height: 170,
    marginTop: 24,
    marginLeft: 34,
    marginRight: 26,
    marginBottom: 34,
    ariaLabel: `Incidents by how rare their evidence is; ${selected.size} of ${incidents.length} are within the budget`,
    x: {type: "log", domain: [rarest, maxRatePerDay], axis: null},
    y: {domain: [0, tallest], nice: 3, ticks: 3, grid: true, tickFormat: integerText},
    marks: [
      Plot.text(ticks, {
        x: (rate: number) => rate,
        frameAnchor: "bottom",
        dy: 16,
        text: rarityText
      }),
      Plot.ruleY([0], {className: "hairline"}),
      Plot.rectY(bins, {
        ...{x1: "from", x2: "to", y1: "y1", y2: "y2", insetLeft: 1, insetRight: 1},
        fill: {value: colorOf, scale: null}
      }),
      isOneRate && rate > 0
        ? Plot.ruleX([Math.min(maxRatePerDay, Math.max(rarest, rate) * 1.04)], {className: "line"})
        : null
    ]
  });
}

/** Returns the rate at a place of the figure, in pixels from its left. */
export function rateAt(figure: Chart, x: number): number {
  const scale = figure.scale("x")!;
  const [left, right] = scale.range as [number, number];
  return Number(scale.invert!(Math.min(right, Math.max(left, x))));
}

/** Returns how many incidents have which rate, stacked by severity, those beyond the budget last. */
export function rateBins(
  incidents: readonly ListedIncident[],
  selected: ReadonlySet<ListedIncident>
): RateBin[] {
  const groups = new Map<string, RateBin>();
  const edges = severities.map(({maxRatePerDay}) => maxRatePerDay);
  for (const incident of incidents) {
    const rate = Math.min(maxRatePerDay, Math.max(rarest * 1.001, incident.rate_per_day));
    const at = Math.floor(Math.log10(rate) * perDecade);
    // A bin ends where rates have another severity, so that it has one colour where no rule changes it.
    const edge = edges.findIndex((most) => rate <= most);
    const severity = selected.has(incident) ? incident.severity : null;
    const from = Math.max(rarest, 10 ** (at / perDecade), edges[edge - 1] ?? 0);
    const to = Math.min(10 ** ((at + 1) / perDecade), edges[edge]);
    const key = `${from} ${severity}`;
    const group = groups.get(key) ?? {from, to, severity, y1: 0, y2: 0};
    groups.set(key, group);
    ++group.y2;
  }
  const stacked = [...groups.values()].sort((a, b) => a.from - b.from || compareKinds(a, b));
  stacked.forEach((bin, i) => {
    if (i === 0 || stacked[i - 1].from !== bin.from) return;
    bin.y1 = stacked[i - 1].y2;
    bin.y2 += bin.y1;
  });
  return stacked;
}

function compareKinds({severity: a}: RateBin, {severity: b}: RateBin): number {
  return a === null || b === null ? Number(a === null) : compareSeverities(a, b);
}

function colorOf({severity}: RateBin): string {
  return severity ? severityColor(severity) : ink.quiet;
}

function rarityText(rate: number): string {
  if (rate >= 1) return `${rate} a day`;
  const days = Math.round(1 / rate);
  return rate <= rarest ? "rarer" : `1 in ${days.toLocaleString("en-US")} days`;
}

function integerText(n: number): string {
  return n > 0 && Number.isInteger(n) ? String(n) : "";
}
