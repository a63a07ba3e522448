import {severities} from "../../core/incidents/incidents.js";
import type {ListedIncident, Severity} from "../../core/schema/incidents.js";

/** Incidents of one behaviour: the most severe, and those alike. */
export interface IncidentGroup {
  first: ListedIncident;
  alike: ListedIncident[];
}

/** The incidents of a severity, in groups. */
export interface SeverityGroups {
  severity: Severity;
  count: number;
  groups: IncidentGroup[];
}

/** How a clause begins that names a rule: src/core/incidents/rule-wording.ts. */
const ruleStart = "Rule ‘";

/** More hosts than this with the same behaviour are one group. */
const maxApart = 3;

/**
 * Groups *incidents*, most severe first, so that a list of them is never a list of equal rows: by severity, then those of
 * one entity, role and behaviour; and those of more than three entities that behave alike.
 */
export function groupIncidents(incidents: readonly ListedIncident[]): SeverityGroups[] {
  return severities.flatMap(({name: severity}) => {
    const own = incidents.filter((incident) => incident.severity === severity);
    if (own.length === 0) return [];
    const byEntity = grouped(own, ({entity, role, name}) => [entity, role, behavioursOf(name)]);
    const apart = new Map<string, number>();
    for (const {first} of byEntity) {
      const key = alikeKey(first);
      apart.set(key, (apart.get(key) ?? 0) + 1);
    }
    const groups = grouped(own, (incident) => {
      const key = alikeKey(incident);
      return [apart.get(key)! > maxApart ? "" : incident.entity, key];
    });
    return [{severity, count: own.length, groups}];
  });
}

/** Returns the behaviours that the name of an incident begins its clauses with, without numbers and addresses, in order; of a rule, its title. */
export function behavioursOf(name: string): string {
  const begin = (clause: string) =>
    isOfRule(clause)
      ? clause.slice(0, clause.lastIndexOf("’") + 1)
      : clause.split(/[:\d]| to | by /)[0].trim();
  return clausesOf(name).map(begin).sort().join("; ");
}

/** Returns the clauses of the name of an incident. That of a rule is the last, and whatever is in the title stays together. */
export function clausesOf(name: string): string[] {
  const before = name.indexOf(`; ${ruleStart}`);
  if (isOfRule(name)) return [name];
  if (before < 0) return name.split("; ");
  return [...name.slice(0, before).split("; "), name.slice(before + 2)];
}

/** Returns whether a clause of the name of an incident names a rule. */
export function isOfRule(clause: string): boolean {
  return clause.startsWith(ruleStart);
}

function alikeKey({role, name}: ListedIncident): string {
  return `${role} ${behavioursOf(name)}`;
}

function grouped(
  incidents: readonly ListedIncident[],
  keyOf: (incident: ListedIncident) => readonly string[]
): IncidentGroup[] {
  const groups = new Map<string, IncidentGroup>();
  for (const incident of incidents) {
    const key = JSON.stringify(keyOf(incident));
    const group = groups.get(key);
    if (group) group.alike.push(incident);
    else groups.set(key, {first: incident, alike: []});
  }
  return [...groups.values()];
}
