import type {UrlChanges} from "../site/url-state.js";
import type {EntityDetail} from "./entity-data.js";
import {hostIncidentQueries, hostIncidentTable} from "./host-incidents.js";
import {hostRuleRows, hostRulesAbout, hostRulesQuery, hostRuleTable} from "./host-rules.js";
import {roleHourRows, roleHours} from "./role-hours.js";
import {trafficQueries} from "./traffic-data.js";
import type {Direction, HostContact, HostPort} from "./traffic-data.js";
import {trafficAbout, trafficTables} from "./traffic-tables.js";

/** The part of the log that is shown, in ms, the threshold, and how another is chosen. */
export interface HostOptions {
  from: number;
  until: number;

  /** The threshold of the reader, in (0, 1). */
  threshold: number;
  onChange: (changes: UrlChanges) => void;
}

/** A section of a host: a figure or a table. */
export interface HostPart {
  id: string;
  title: string;
  about: string;
  draw?: (width: number) => SVGSVGElement;
  table?: HTMLElement;
  query: string;
  rows: readonly object[];
  alerts?: boolean;
}

/** Returns the parts about its roles: its incidents, its hours as source and as target, and both sides of its traffic. */
export function roleParts(
  {incidents, rules, traffic, hours, totals}: EntityDetail,
  options: HostOptions
): HostPart[] {
  const {own, others} = incidents;
  const roleHoursOf = {outbound: hours, inbound: traffic.hours, evidence: incidents.hours};
  const ofDirection = (direction: Direction) => [
    ...traffic.ports.filter((port) => port.direction === direction),
    ...traffic.contacts.filter((contact) => contact.direction === direction)
  ];
  const parts: HostPart[] = [
    {
      id: "incidents",
      title: "Its incidents",
      about: own.length
        ? ""
        : "No behaviour of it, or toward it, is unusual enough for an incident.",
      table: own.length ? hostIncidentTable(own, "Its incidents") : undefined,
      query: hostIncidentQueries.own,
      rows: own
    },
    rulePart(rules),
    {
      id: "role-hours",
      title: "What it did, and what was done to it, by hour",
      about:
        "Colour: the severity of the evidence of the hour. Grey: connections alone, the darker the more, by powers of ten.",
      draw: (width) => roleHours(roleHoursOf, {width, from: options.from, until: options.until}),
      query: hostIncidentQueries.hours,
      rows: roleHourRows(roleHoursOf)
    },
    {
      id: "inbound",
      title: "As target",
      about: trafficAbout(traffic, "in"),
      table: trafficTables(traffic, "in"),
      query: trafficQueries.contacts,
      rows: trafficRows(ofDirection("in"))
    }
  ];
  if (totals.events > 0)
    parts.push({
      id: "outbound",
      title: "As source",
      about: trafficAbout(traffic, "out"),
      table: trafficTables(traffic, "out"),
      query: trafficQueries.contacts,
      rows: trafficRows(ofDirection("out"))
    });
  if (others.length > 0)
    parts.splice(1, 0, {
      id: "incidents-of-others",
      title: "Incidents of other hosts in which it is the other side",
      about: "",
      table: hostIncidentTable(others, "Incidents of other hosts"),
      query: hostIncidentQueries.others,
      rows: others
    });
  return parts;
}

function rulePart(rules: EntityDetail["rules"]): HostPart {
  return {
    id: "rules",
    title: "Rules with hits about it",
    about: hostRulesAbout(rules),
    table: rules.length ? hostRuleTable(rules) : undefined,
    query: hostRulesQuery,
    rows: hostRuleRows(rules)
  };
}

/** Returns ports and addresses as rows of one table. */
function trafficRows(rows: readonly (HostPort | HostContact)[]): object[] {
  return rows.map((row) => ({
    direction: row.direction,
    port: "port" in row ? row.port : null,
    proto: "port" in row ? row.proto : null,
    address: "address" in row ? row.address : null,
    events: row.events,
    failed: row.failed,
    addresses: "port" in row ? row.addresses : null,
    ports: "address" in row ? row.ports : null,
    first: row.first
  }));
}
