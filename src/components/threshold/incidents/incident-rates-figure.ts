import * as Plot from "@observablehq/plot";
import {maxRatePerDay, severities} from "../../../core/incidents/incidents.js";
import type {ListedIncident} from "../../../core/schema/incidents.js";
import {chart, ink} from "../../charts/plot.js";
import type {Chart} from "../../charts/plot.js";
import {severityColor} from "../../kit/severity.js";

/** The rarest rate that is drawn by itself: what is rarer stands in the first bin. */
const rarest = 1e-4;

/** Bins a power of ten. */
const perDecade = 4;

interface Bin {
  from: number;
  to: number;
  selected: number;
  others: number;
}

/** How to draw the incidents by their rate. */
export interface IncidentRatesOptions {
  width: number;
  selected: ReadonlySet<ListedIncident>;

  /** The highest rate a day of the selected. */
  rate: number;

  /** Whether the budget is one rate for all days: then it is drawn as a line. */
  isOneRate: boolean;
}

/** Draws how many incidents have which rate, in the colour of their severity where they are selected, grey where not. */
export function incidentRatesFigure(
  incidents: readonly ListedIncident[],
  {width, selected, rate, isOneRate}: IncidentRatesOptions
): Chart {
  const bins = binsOf(incidents, selected);
  const tallest = Math.max(1, ...bins.map((bin) => bin.selected + bin.others));
  const place = {x1: "from", x2: "to", insetLeft: 1, insetRight: 1};
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
      Plot.rectY(bins, {...place, y1: 0, y2: "selected", fill: {value: colorOf, scale: null}}),
      Plot.rectY(bins, {...place, y1: "selected", y2: ({selected: n, others}: Bin) => n + others, fill: ink.quiet}), // prettier-ignore
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

function binsOf(
  incidents: readonly ListedIncident[],
  selected: ReadonlySet<ListedIncident>
): Bin[] {
  const bins = new Map<number, Bin>();
  const edges = severities.map(({maxRatePerDay}) => maxRatePerDay);
  for (const incident of incidents) {
    const rate = Math.max(rarest * 1.001, incident.rate_per_day);
    const at = Math.floor(Math.log10(rate) * perDecade);
    // A bin ends where a severity does, so that it has one colour.
    const severity = edges.findIndex((edge) => rate <= edge);
    const key = at * 8 + severity;
    const from = Math.max(rarest, 10 ** (at / perDecade), edges[severity - 1] ?? 0);
    const to = Math.min(10 ** ((at + 1) / perDecade), edges[severity] ?? Infinity);
    const bin = bins.get(key) ?? {from, to, selected: 0, others: 0};
    bins.set(key, bin);
    if (selected.has(incident)) ++bin.selected;
    else ++bin.others;
  }
  return [...bins.values()];
}

function colorOf({to}: Bin): string {
  const {name} =
    severities.find(({maxRatePerDay}) => to <= maxRatePerDay * 1.0001) ?? severities[3];
  return severityColor(name);
}

function rarityText(rate: number): string {
  if (rate >= 1) return `${rate} a day`;
  const days = Math.round(1 / rate);
  return rate <= rarest ? "rarer" : `1 in ${days.toLocaleString("en-US")} days`;
}

function integerText(n: number): string {
  return n > 0 && Number.isInteger(n) ? String(n) : "";
}
