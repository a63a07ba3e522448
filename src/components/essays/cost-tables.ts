import {precisionAtBaseRate} from "../../core/evaluation/base-rate.js";
import type {ExportRow} from "../exports/export-menu.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {
  formatCount,
  formatDuration,
  formatPerDay,
  formatScore,
  formatShare
} from "../kit/format.js";
import {expandableTable, table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {precisionLimit} from "./threshold-cost.js";
import type {AlertCost, CostFrame, IncidentCost} from "./threshold-cost.js";

/** What the reader says of a team and a network. */
export interface CostInputs {
  /** How long the triage of an alert, and of an incident, takes. */
  minutesPerAlert: number;
  minutesPerIncident: number;

  /** Attacks as a share of all events, in (0, 1). */
  baseRate: number;
}

/** A kind of attack, how many of its flows are alerts of the run, and whether incidents within the usual budget find it. */
export interface KindCost {
  attack: string;
  events: number;
  alerts: number;
  isFound: boolean;
}

/** Returns the precision of alerts at the reader’s base rate: as measured rates give it, or, without labels, the highest possible. */
export function precisionAt(cost: AlertCost, baseRate: number): number | null {
  const {recall, falseRate, alertRate} = cost;
  if (recall === null || falseRate === null) return precisionLimit(baseRate, alertRate);
  return cost.benign === 0 ? null : precisionAtBaseRate(recall, falseRate, baseRate);
}

/** Shows what each threshold of the flow model costs and finds. */
export function alertCostTable(costs: readonly AlertCost[], inputs: CostInputs): HTMLElement {
  const labelled = costs.some(({recall}) => recall !== null);
  const columns: Column<AlertCost>[] = [
    {
      name: "alerts a day",
      header: true,
      cell: ({perDay, threshold, isOwn}) => [
        formatPerDay(perDay),
        note(`from ${formatScore(threshold)}${isOwn ? ", this run" : ""}`)
      ]
    },
    ...(labelled ? measured : []),
    {
      name: labelled ? "at your rate" : "precision at most",
      number: true,
      title: "Attacks as a share of alerts, at the base rate that you have set",
      cell: (cost) => formatShare(precisionAt(cost, inputs.baseRate))
    },
    {
      name: "time a day",
      number: true,
      cell: ({perDay}) => formatDuration(60 * perDay * inputs.minutesPerAlert)
    }
  ];
  return table(costs, {
    columns,
    class: "card",
    label: "what a threshold costs",
    empty: "There is no event to count.",
    row: ({isOwn}) => ({class: isOwn ? "own" : null})
  });
}

const measured: Column<AlertCost>[] = [
  {name: "recall", number: true, cell: ({recall}) => formatShare(recall)},
  {name: "precision", number: true, cell: ({precision}) => formatShare(precision)}
];

/** Shows what each budget of incidents costs and finds. */
export function incidentCostTable(
  costs: readonly IncidentCost[],
  {minutesPerIncident}: CostInputs
): HTMLElement {
  const labelled = costs.some(({kinds}) => kinds !== null);
  const found: Column<IncidentCost>[] = [
    {
      name: "kinds",
      number: true,
      cell: ({found, kinds}) => `${formatCount(found)} of ${formatCount(kinds)}`
    },
    {name: "precision", number: true, cell: ({precision}) => formatShare(precision)}
  ];
  return table(costs, {
    class: "card",
    label: "what a budget of incidents costs",
    empty: "There is no incident.",
    columns: [
      {
        name: "incidents a day",
        header: true,
        cell: ({perDay, severity}) => [
          formatPerDay(perDay),
          severity ? element("span", {class: "soft note"}, "down to ", severity) : null
        ]
      },
      ...(labelled ? found : []),
      {
        name: "time a day",
        number: true,
        cell: ({perDay}) => formatDuration(60 * perDay * minutesPerIncident)
      }
    ]
  });
}

/** Shows what is found of each kind of attack: by the alerts of the run, and by the incidents of the usual budget. */
export function kindTable(kinds: readonly KindCost[]): HTMLElement {
  return expandableTable(kinds, {
    class: "card",
    label: "attacks found and missed",
    columns: [
      {name: "attack", header: true, cell: ({attack}) => nameElement(attack, 24, "plain")},
      {name: "flows", number: true, cell: ({events}) => formatCount(events)},
      {
        name: "alerts",
        number: true,
        cell: ({alerts, events}) => (alerts > 0 ? formatShare(alerts / events) : strong("none"))
      },
      {name: "by incidents", cell: ({isFound}) => (isFound ? "found" : strong("missed"))}
    ]
  });
}

/** Returns the kinds of attack of *frame*, those that incidents miss first, then those with the smallest share of alerts. */
export function kindCosts(
  {byAttack}: Pick<CostFrame, "byAttack">,
  found: ReadonlySet<string>
): KindCost[] {
  return byAttack
    .map(({attack, events, alerts}) => ({attack, events, alerts, isFound: found.has(attack)}))
    .sort(
      (a, b) =>
        Number(a.isFound) - Number(b.isFound) ||
        a.alerts / a.events - b.alerts / b.events ||
        b.events - a.events
    );
}

/** Returns the costs of thresholds as rows of an export. */
export function alertCostRows(costs: readonly AlertCost[], inputs: CostInputs): ExportRow[] {
  return costs.map(({isOwn, ...cost}) => ({
    ...{own: isOwn, ...cost, minutes: cost.perDay * inputs.minutesPerAlert},
    ...{base_rate: inputs.baseRate, precision_at_base_rate: precisionAt(cost as AlertCost, inputs.baseRate)} // prettier-ignore
  }));
}

function note(text: string): HTMLElement {
  return element("span", {class: "soft note"}, ` ${text}`);
}

function strong(text: string): HTMLElement {
  return element("b", {}, text);
}
