/** The file of an evaluation that holds its incidents, one a line, most severe first. */
export const incidentsFile = "incidents.jsonl";

/** Whose behaviour it is: the source of what was done, or its target. */
export type Role = "actor" | "target";

/** How severe an incident is, from most to least. */
export type Severity = "critical" | "high" | "medium" | "low";

/** A piece of evidence of an incident, as it is published. Addresses are as in the log, hence attacker-controlled. */
export interface PublishedEvidence {
  detector: string;
  /** The first ATT&CK technique of the detector; null if it has none. */
  technique: string | null;
  /** How often a day this detector says as much on this network; over 0, lower is more unusual. */
  rate_per_day: number;
  /** The evidence in a sentence: every number of it is one of the facts. */
  sentence: string;
  facts: {[name: string]: number};
  src: string | null;
  dst: string | null;
  port: number | null;
  /** The first and the last moment, as ISO 8601 in UTC; the last is exclusive. */
  from: string;
  to: string;
  /** The number of events that it speaks of. */
  events: number;
}

/** An incident as `atalaya incidents` prints it, one a line. */
export interface PublishedIncident {
  /** What names it in every build of the same log: entity, role and first hour. */
  id: string;
  entity: string;
  role: Role;
  from: string;
  to: string;
  severity: Severity;
  rate_per_day: number;
  name: string;
  /** Whether it begins in the test window: what lies before has calibrated the rates. */
  window: "training" | "test";
  /** The number of events that its evidence speaks of. */
  events: number;
  evidence: PublishedEvidence[];
  /** Zeek's uids of those events, ascending; events without one are missing. */
  uids: string[];
}

/** Incidents by severity. */
export type SeverityCounts = Record<Severity, number>;
