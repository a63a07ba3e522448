import type {FlowOverlap, RulesPage} from "../../core/schema/rules.js";
import type {PublishedDatabase} from "../database/client.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {eventTable} from "../kit/event-table.js";
import {formatCount, formatShare, plural} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {replaceUrlState} from "../site/url-state.js";
import {incidentRows} from "./incident-rows.js";
import {
  countOf,
  flowsQuery,
  incidentsQuery,
  maxListed,
  maybeCell,
  readFlows,
  readIncidents,
  titleOf
} from "./overlap-cells.js";
import type {CellName} from "./overlap-cells.js";

/** What the sections of the page are drawn from. */
export interface RulesContext {
  page: RulesPage;

  /** The URL of rules.json. */
  data: string;
  database: () => Promise<PublishedDatabase>;
}

const hitsQuery = `SELECT event_id IN (SELECT event_id FROM rule_flows) AS hit,
  score >= (SELECT CAST(value AS DOUBLE) FROM facts WHERE name = 'threshold') AS alert, count(*) AS flows
FROM events GROUP BY ALL
-- incidents: SELECT found_by, count(*) AS incidents FROM incidents GROUP BY ALL`;

/** Shows flows and incidents by rules and models; each count opens what it counts. The URL holds which is open. */
export function overlapSection(context: RulesContext): HTMLElement {
  const {page, data} = context;
  const place = element("div", {class: "opened", id: "opened-cell", "aria-live": "polite"});
  const buttons = new Map<CellName, HTMLButtonElement>();
  const show = (cell: CellName | null): void => {
    for (const [name, button] of buttons)
      button.setAttribute("aria-expanded", String(name === cell));
    place.replaceChildren(...(cell ? [openedCell(context, cell)] : []));
  };
  const button = (cell: CellName, of: number): Child[] => {
    const n = countOf(page, cell);
    const node = element("button", {type: "button", class: "figure", "aria-expanded": "false", "aria-controls": place.id, title: titleOf(cell)}, formatCount(n)); // prettier-ignore
    node.addEventListener("click", () => {
      const next = node.getAttribute("aria-expanded") === "true" ? null : cell;
      replaceUrlState({show: next});
      show(next);
    });
    buttons.set(cell, node);
    return [node, element("span", {class: "faint"}, of > 0 ? ` ${formatShare(n / of)}` : "")];
  };
  const node = section(
    {
      title: "Both, one, or neither",
      about:
        "A flow is hit by a rule, or is part of a window of a correlation; the flow model alerts on it at or above the threshold. An incident rests on evidence of rules, of models, or of both. Each count opens the first hundred of what it counts."
    },
    element(
      "div",
      {class: "pair", "data-export": true},
      flowTable(page, button),
      incidentTable(page, button)
    ),
    provenanceLine(page.provenance, {
      n: total(page.flows),
      data,
      query: hitsQuery,
      exports: {name: "rules-and-model", rows: () => overlapRows(page)}
    }),
    place
  );
  show(maybeCell(location.search));
  return node;
}

type MakeButton = (cell: CellName, of: number) => Child[];

/** A row of a table of two by two: its name, and its cells. */
interface CrossRow {
  name: string;
  cells: Child[][];
}

function flowTable({flows}: RulesPage, button: MakeButton): HTMLElement {
  const n = total(flows);
  return crossTable("flows", ["model alerts", "below the threshold"], [
    {name: "a rule hits", cells: [button("flows-both", n), button("flows-rules", n)]},
    {name: "no rule hits", cells: [button("flows-model", n), button("flows-neither", n)]}
  ]); // prettier-ignore
}

function incidentTable({incidents}: RulesPage, button: MakeButton): HTMLElement {
  const n = incidents.both + incidents.rulesOnly + incidents.modelsOnly;
  return crossTable("incidents", ["models find it", "models do not"], [
    {name: "a rule finds it", cells: [button("incidents-both", n), button("incidents-rules", n)]},
    {name: "no rule does", cells: [button("incidents-models", n), [element("span", {class: "faint"}, "–")]]}
  ]); // prettier-ignore
}

function crossTable(
  what: string,
  heads: readonly string[],
  rows: readonly CrossRow[]
): HTMLElement {
  return table(rows, {
    class: "cross",
    label: `${what} by rules and models`,
    columns: [
      {name: element("b", {}, what), header: true, cell: ({name}) => name},
      ...heads.map((name, i) => ({name, number: true, cell: ({cells}: CrossRow) => cells[i]}))
    ]
  });
}

function openedCell({page, database}: RulesContext, cell: CellName): HTMLElement {
  const n = countOf(page, cell);
  const title = `${titleOf(cell)}: ${n > maxListed ? `the first ${formatCount(maxListed)} of ${formatCount(n)}` : formatCount(n)}`;
  const ofFlows = cell.startsWith("flows");
  const query = ofFlows ? flowsQuery(cell, page.threshold) : incidentsQuery(cell);
  const listed = async (): Promise<readonly ExportRow[]> => {
    const db = await database();
    const rows = ofFlows ? readFlows(db, cell, page.threshold) : readIncidents(db, cell);
    return (await rows).map((row) => ({...row}));
  };
  const content = async (): Promise<Node> => {
    const db = await database();
    if (!ofFlows) return incidentRows(await readIncidents(db, cell), titleOf(cell));
    const rows = await readFlows(db, cell, page.threshold);
    const max = Math.max(page.threshold, ...rows.map(({score}) => score));
    return eventTable(rows, {threshold: page.threshold, max, caption: titleOf(cell)});
  };
  return element(
    "div",
    {class: "part"},
    element("h3", {}, title),
    n > 0 ? later(content, "160px") : element("p", {class: "soft"}, `No ${ofFlows ? "flow" : "incident"} is here.`), // prettier-ignore
    provenanceLine(page.provenance, {
      n,
      query,
      figure: "rules.both-one-or-neither",
      rows: Math.min(n, maxListed),
      exports: {name: cell, rows: () => listed()}
    })
  );
}

/** Shows labelled flows by rules and model; null without a label. */
export function labelSection({page, data}: RulesContext): HTMLElement | null {
  const {labels} = page;
  if (!labels) return null;
  const rows = [
    {name: "labelled an attack", ...labels.attack},
    {name: "labelled benign", ...labels.benign}
  ];
  const cell = (name: keyof FlowOverlap) => (row: FlowOverlap) => [
    formatCount(row[name]),
    element("span", {class: "faint"}, total(row) > 0 ? ` ${formatShare(row[name] / total(row))}` : "")
  ]; // prettier-ignore
  const n = total(labels.attack) + total(labels.benign);
  const where = labels.window === "test" ? "Flows after the training window" : "All flows";
  return section(
    {
      title: "Labels, rules and model",
      about: `${where} that have a label: ${formatCount(total(labels.attack))} ${plural(total(labels.attack), "attack")} and ${formatCount(total(labels.benign))} benign, by what finds them.`
    },
    table(rows, {
      class: "cross",
      label: "Labelled flows, by label, rules and model",
      columns: [
        {name: element("span", {class: "unseen"}, "label"), header: true, cell: ({name}) => name},
        {name: "rule and model", number: true, cell: cell("both")},
        {name: "rule only", number: true, cell: cell("rulesOnly")},
        {name: "model only", number: true, cell: cell("modelOnly")},
        {name: "neither", number: true, cell: cell("neither")}
      ]
    }),
    provenanceLine(page.provenance, {
      n,
      data,
      query: hitsQuery.replace("SELECT event_id", "SELECT attack, event_id").replace("GROUP BY ALL", "WHERE attack IS NOT NULL GROUP BY ALL"), // prettier-ignore
      exports: {
        name: "labels-rules-and-model",
        rows: () => rows.map((row): ExportRow => ({...row}))
      }
    })
  );
}

function total({both, rulesOnly, modelOnly, neither}: FlowOverlap): number {
  return both + rulesOnly + modelOnly + neither;
}

function overlapRows({flows, incidents}: RulesPage): ExportRow[] {
  return [
    {rules: true, models: true, flows: flows.both, incidents: incidents.both},
    {rules: true, models: false, flows: flows.rulesOnly, incidents: incidents.rulesOnly},
    {rules: false, models: true, flows: flows.modelOnly, incidents: incidents.modelsOnly},
    {rules: false, models: false, flows: flows.neither, incidents: null}
  ];
}
