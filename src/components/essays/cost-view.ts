import {defaultIncidentsPerDay} from "../../core/incidents/budget.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {element} from "../kit/element.js";
import {liveFigure} from "../kit/live-figure.js";
import {methodFigure} from "../method/method-figure.js";
import {selectionOf, testIncidents} from "../threshold/incidents/incident-selection.js";
import {baseRateCurves, baseRateFigure} from "./base-rate-curves.js";
import {
  alertCostRows,
  alertCostTable,
  incidentCostTable,
  kindCosts,
  kindTable
} from "./cost-tables.js";
import type {CostInputs} from "./cost-tables.js";
import {numberField} from "./number-field.js";
import {alertCosts, costFrame, incidentCosts} from "./threshold-cost.js";

/** What the notebook “What does a threshold cost?” is drawn from, with the URLs of both files. */
export interface CostViewOptions {
  page: ThresholdPage;
  data: string;
  incidents: IncidentsPage;
  incidentsData: string;
}

/** The controls and figures of the notebook, which one state of the reader’s draws. */
export interface CostView {
  alertTime: HTMLElement;
  incidentTime: HTMLElement;
  rate: HTMLElement;
  alerts: HTMLElement;
  incidents: HTMLElement;
  curves: HTMLElement;
  missed: HTMLElement | null;
}

/** What is assumed until the reader says otherwise. */
const defaults: CostInputs = {minutesPerAlert: 5, minutesPerIncident: 20, baseRate: 1e-3};

/** Returns the controls and figures. */
export function costView({page, data, incidents, incidentsData}: CostViewOptions): CostView {
  const source = {provenance: page.provenance, data};
  const frame = costFrame(page, incidents);
  const costs = alertCosts(page, frame);
  const byIncidents = incidentCosts(page, incidents);
  const curves = baseRateCurves(costs);
  const own = frame.attacks > 0 ? frame.attacks / frame.labelled : null;
  let inputs = defaults;
  const places = [element("div"), element("div")] as const;
  const figure = liveFigure((width, at: number) => baseRateFigure(curves, {width, at, own}));
  const change = (changes: Partial<CostInputs>) => {
    inputs = {...inputs, ...changes};
    places[0].replaceChildren(alertCostTable(costs, inputs));
    places[1].replaceChildren(incidentCostTable(byIncidents, inputs));
    figure.draw(inputs.baseRate);
  };
  change({});
  return {
    alertTime: numberField("Minutes for an alert", {value: inputs.minutesPerAlert, min: 0.1, max: 1440}, (minutesPerAlert) => change({minutesPerAlert})), // prettier-ignore
    incidentTime: numberField("Minutes for an incident", {value: inputs.minutesPerIncident, min: 0.1, max: 1440}, (minutesPerIncident) => change({minutesPerIncident})), // prettier-ignore
    rate: numberField("Attacks in 100,000 events", {value: 1e5 * inputs.baseRate, min: 0.1, max: 50_000}, (n) => change({baseRate: n / 1e5})), // prettier-ignore
    alerts: methodFigure(source, {
      picture: places[0],
      n: frame.events,
      exports: {name: "cost-of-thresholds", rows: () => alertCostRows(costs, inputs)}
    }),
    incidents: methodFigure(
      {provenance: incidents.provenance, data: incidentsData},
      {
        picture: places[1],
        n: testIncidents(incidents, new Set()).length,
        exports: {
          name: "cost-of-incidents",
          rows: () =>
            byIncidents.map((cost) => ({...cost, minutes: cost.perDay * inputs.minutesPerIncident}))
        }
      }
    ),
    curves: methodFigure(source, {
      picture: figure.node,
      caption: curveCaption(own !== null),
      n: frame.events,
      exports: {
        name: "precision-by-base-rate",
        rows: () => curves.flatMap(({name, points}) => points.map((point) => ({budget: name, ...point}))), // prettier-ignore
        figure: figure.svg
      }
    }),
    missed: own === null ? null : missedFigure(page, incidents, source)
  };
}

function curveCaption(labelled: boolean): string {
  return labelled
    ? "Each curve is a threshold, with the recall and the false-positive rate that it has on the labels of this run: precision = π · TPR / (π · TPR + (1 − π) · FPR), where π is the share of events that are attacks. The dashed rule is π by the labels, the other is yours. A threshold above every benign event of this run has no curve: its false-positive rate is too small to be measured on so few."
    : "No event has a label, so that neither recall nor the false-positive rate is known. What is drawn is a limit: even if every attack is an alert, precision is at most the share of attacks among events over the share of alerts. The truth is below the curve.";
}

function missedFigure(
  page: ThresholdPage,
  incidents: IncidentsPage,
  source: {provenance: ThresholdPage["provenance"]; data: string}
): HTMLElement {
  const kinds = kindCosts(costFrame(page, incidents), foundKinds(page, incidents));
  return methodFigure(source, {
    picture: kindTable(kinds),
    n: kinds.reduce((sum, {events}) => sum + events, 0),
    exports: {name: "attacks-missed", rows: () => kinds.map((kind) => ({...kind}))}
  });
}

/** Returns the kinds of attack that incidents within the usual budget find. */
export function foundKinds(
  {incidentLabels}: Pick<ThresholdPage, "incidentLabels">,
  incidents: IncidentsPage
): Set<string> {
  const budget = {perDay: defaultIncidentsPerDay, each: false};
  const {attacks} = selectionOf(testIncidents(incidents, new Set()), budget, {
    days: incidents.testDays,
    labels: incidentLabels
  });
  return new Set(attacks?.flatMap(({attack, by}) => (by ? [attack] : [])));
}
