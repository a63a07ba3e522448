import {defaultIncidentsPerDay} from "../../../core/incidents/budget.js";
import type {IncidentBudget} from "../../../core/incidents/budget.js";
import type {IncidentsPage} from "../../../core/schema/incidents.js";
import type {ThresholdPage} from "../../../core/schema/threshold.js";
import type {Chart} from "../../charts/plot.js";
import type {ExportRow} from "../../exports/export-menu.js";
import {element} from "../../kit/element.js";
import {liveFigure} from "../../kit/live-figure.js";
import {section} from "../../kit/section.js";
import {provenanceLine} from "../../provenance/provenance-line.js";
import {
  attackTable,
  incidentChange,
  incidentChangeText,
  shortIncidentTable
} from "./incident-changes.js";
import {incidentBudgetControl} from "./incident-budget-control.js";
import {incidentDays, incidentDaysFigure} from "./incident-days-figure.js";
import {incidentRatesFigure, rateAt} from "./incident-rates-figure.js";
import {precisionText} from "./incident-budget-sentence.js";
import {selectionOf} from "./incident-selection.js";
import type {Selection} from "./incident-selection.js";

/** The queries behind the parts, over the tables of events.duckdb. */
const queries = {
  rates: "SELECT rate_per_day, severity FROM incidents WHERE in_test ORDER BY incident",
  days: `SELECT date_trunc('day', since) AS day, severity, count(*) AS incidents
FROM incidents WHERE in_test GROUP BY ALL ORDER BY ALL`
};

/** What the part is drawn from. */
export interface IncidentBudgetOptions {
  page: IncidentsPage;
  threshold: ThresholdPage;

  /** The URL of incidents.json. */
  data: string;

  /** Called with the budget that is asked for, and whether the gesture has ended. */
  onBudget: (budget: IncidentBudget, ended: boolean) => void;
}

/** The part of the page about incidents; *draw* shows a selection. */
export interface IncidentBudgetPart {
  node: HTMLElement;
  draw(selection: Selection, note: HTMLElement | null): void;
}

/** Returns the control of the budget, the figures, and what is gained, lost, found and missed. */
export function incidentBudgetPart(options: IncidentBudgetOptions): IncidentBudgetPart {
  const control = incidentBudgetControl(options.onBudget);
  const remark = element("p", {class: "about precision-of-incidents"});
  const notes = element("div");
  const parts = [ratesPart(options), daysPart(options), changesPart(options)];
  const attacks = options.threshold.incidentLabels ? [attacksPart(options)] : [];
  const all = [...parts, ...attacks];
  return {
    node: element(
      "div",
      {class: "parts incident-budget"},
      control.node,
      notes,
      remark,
      ...all.map(({node}) => node)
    ),
    draw(selection, note) {
      const {selected, budget} = selection;
      control.show(budget, `${budget.perDay} a day: ${selected.length} incidents`);
      remark.textContent = precisionText(selection, options.threshold.incidentLabels);
      notes.replaceChildren(...(note ? [note] : []));
      for (const part of all) part.draw(selection);
    }
  };
}

interface Part {
  node: HTMLElement;
  draw(selection: Selection): void;
}

function ratesPart({page, data, onBudget}: IncidentBudgetOptions): Part {
  let last: Selection | undefined;
  const figure = liveFigure((width, {all, selected, rate, isOneRate}: Selection) =>
    incidentRatesFigure(all, {width, selected: new Set(selected), rate, isOneRate})
  );
  const drag = element("div", {class: "slider", title: "drag to set the budget"}, figure.node);
  const ask = ({clientX}: PointerEvent, ended: boolean) => {
    const svg = figure.svg();
    if (!svg || !last) return;
    const rate = rateAt(svg as Chart, clientX - svg.getBoundingClientRect().left);
    const n = Math.max(1, last.all.filter(({rate_per_day}) => rate_per_day <= rate).length);
    onBudget({perDay: n / last.days, each: false}, ended);
  };
  drag.addEventListener("pointerdown", (event) => {
    drag.setPointerCapture(event.pointerId);
    ask(event, false);
  });
  drag.addEventListener("pointermove", (event) => {
    if (drag.hasPointerCapture(event.pointerId)) ask(event, false);
  });
  drag.addEventListener("pointerup", (event) => ask(event, true));
  const foot = element("div");
  const title = "Incidents by how rare their evidence is";
  return {
    node: section(
      {
        title,
        about:
          "The rarest left. Colour: severity, within the budget; grey: beyond it. A rule may be more severe than rare. Drag, or set the budget above.",
        class: "rates"
      },
      element("figure", {}, drag),
      foot
    ),
    draw(selection) {
      last = selection;
      figure.draw(selection);
      const within = new Set(selection.selected);
      const rows = () =>
        selection.all.map(
          ({id, entity, role, from, severity, rate_per_day, found_by}): ExportRow => ({
            ...{id, entity, role, from, severity, rate_per_day, found_by},
            withinBudget: within.has(selection.all.find((one) => one.id === id)!)
          })
        );
      const exports = {name: "incidents-by-rate", rows, figure: figure.svg};
      foot.replaceChildren(
        provenanceLine(page.provenance, {n: selection.all.length, data, query: queries.rates, exports}) // prettier-ignore
      );
    }
  };
}

function daysPart({page, data}: IncidentBudgetOptions): Part {
  const figure = liveFigure((width, {all, selected, budget}: Selection) =>
    incidentDaysFigure(all, {
      ...{width, selected: new Set(selected), perDay: budget.perDay},
      from: Math.max(page.first, Math.min(page.calibration.trainedUntil, page.last)),
      until: page.last
    })
  );
  const foot = element("div");
  return {
    node: section(
      {
        title: "Incidents by day",
        about:
          "Days in UTC of the test window, each incident on the day of its first hour; the first and the last day may be partial.",
        class: "incident-days"
      },
      element("figure", {}, figure.node),
      foot
    ),
    draw(selection) {
      figure.draw(selection);
      const days = incidentDays(selection.all, new Set(selection.selected));
      const rows = () => days.map((one): ExportRow => ({...one}));
      const exports = {name: "incidents-by-day", rows, figure: figure.svg};
      foot.replaceChildren(
        provenanceLine(page.provenance, {
          ...{n: selection.all.length, rows: days.length, data},
          ...{query: queries.days, exports}
        })
      );
    }
  };
}

function changesPart({page, data}: IncidentBudgetOptions): Part {
  const status = element("p", {class: "about", "aria-live": "polite"});
  const place = element("div", {"data-export": true});
  const foot = element("div");
  const compared = `${defaultIncidentsPerDay} a day on average`;
  return {
    node: section(
      {title: "Incidents gained and lost", class: "incidents-gained-and-lost"},
      status,
      place,
      foot
    ),
    draw({all, days, selected}) {
      const usual = selectionOf(
        all,
        {perDay: defaultIncidentsPerDay, each: false},
        {days, labels: null}
      );
      const change = incidentChange(selected, usual.selected);
      status.textContent = incidentChangeText(change, compared);
      const rows = [...change.gained, ...change.lost];
      place.replaceChildren(
        ...(change.gained.length ? [shortIncidentTable(change.gained, "Incidents gained")] : []),
        ...(change.lost.length ? [shortIncidentTable(change.lost, "Incidents lost")] : [])
      );
      const exported = () =>
        rows.map(
          ({id, entity, role, from, to, severity, rate_per_day, name, found_by}): ExportRow => ({
            ...{id, entity, role, from, to, severity, rate_per_day, name, found_by},
            change: change.gained.some((one) => one.id === id) ? "gained" : "lost"
          })
        );
      const exports = {name: "incidents-gained-and-lost", rows: exported};
      foot.replaceChildren(provenanceLine(page.provenance, {n: rows.length, data, exports}));
    }
  };
}

function attacksPart({threshold, data}: IncidentBudgetOptions): Part {
  const place = element("div");
  const foot = element("div");
  return {
    node: section(
      {
        title: "Attacks found and missed",
        about:
          "By detailed label, in the test window. Found: incidents within the budget that are mostly attacks hold at least 10 % of its connections.",
        class: "attacks",
        attributes: {id: "attacks"}
      },
      place,
      foot
    ),
    draw({attacks}) {
      const all = attacks ?? [];
      place.replaceChildren(attackTable(all));
      const rows = () =>
        all.map(({attack, events, by}): ExportRow => ({attack, events, foundBy: by?.id ?? null}));
      const exports = {name: "attacks-found-and-missed", rows};
      foot.replaceChildren(provenanceLine(threshold.provenance, {n: all.length, data, exports}));
    }
  };
}
