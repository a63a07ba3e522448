import {defaultIncidentsPerDay, maxIncidentsPerDay} from "../../core/incidents/budget.js";
import type {IncidentBudget} from "../../core/incidents/budget.js";
import type {UrlChanges} from "./url-state.js";

/** Returns the budget of incidents in a query string; what is missing or invalid there is the default. */
export function readIncidentBudget(search: string): IncidentBudget {
  return maybeIncidentBudget(search) ?? {perDay: defaultIncidentsPerDay, each: isEach(search)};
}

/** Returns the budget of incidents that a query string names; undefined if it names none. */
export function maybeIncidentBudget(search: string): IncidentBudget | undefined {
  const text = new URLSearchParams(search).get("incidents");
  const perDay = Number(text);
  if (!text?.trim() || !(perDay > 0 && perDay <= maxIncidentsPerDay))
    return isEach(search) ? {perDay: defaultIncidentsPerDay, each: true} : undefined;
  return {perDay, each: isEach(search)};
}

/** Returns the changes of the URL for a budget; the default is not in the URL. */
export function incidentBudgetUrl({perDay, each}: IncidentBudget): UrlChanges {
  return {
    incidents: perDay === defaultIncidentsPerDay ? null : Number(perDay.toPrecision(4)),
    each: each ? "day" : null
  };
}

function isEach(search: string): boolean {
  return new URLSearchParams(search).get("each") === "day";
}
