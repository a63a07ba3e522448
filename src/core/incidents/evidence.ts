import type {LogTime} from "../evaluation/log-time.js";
import {readDays} from "./days.js";
import type {DayEvents} from "./days.js";
import {summarise} from "./summarise.js";
import type {StoredSummaries} from "./summarise.js";
import {namedSql} from "../detectors/entity/base.js";
import type {
  Candidate,
  DaySummary,
  EntityDetector,
  EntityWindow,
  Stratum
} from "../detectors/entity/entity-detector.js";
import {entityDetectors} from "../detectors/entity/registry.js";
import type {Role} from "../schema/incidents.js";
import type {EvidenceRule, RunRule} from "../schema/rules.js";
import {falseAlertRate} from "./calibration.js";
import type {ReferenceMagnitudes} from "./calibration.js";
import type {QueryRunner} from "./query-runner.js";

const hour = 3_600_000_000;

/** A piece of evidence: a candidate, how unusual it is, and how often that happens here. */
export interface Evidence extends Candidate {
  /** Its position among all evidence of the log, from 0, in order of detector, hour and keys. */
  id: number;

  detector: string;

  /** The magnitude on a log scale; higher is more unusual. */
  magnitude: number;

  /** How often a day this detector says as much on this network; over 0, lower is more unusual. */
  ratePerDay: number;

  /** The hits that it is; absent of a detector's evidence. */
  hits?: RuleHits;
}

/** The hits of a rule, as its evidence carries them. */
export interface RuleHits {
  rule: EvidenceRule;
  kind: RunRule["kind"];
  /** The tables of their records, as `dns, http`; `events` are the flows. */
  logs: string;
  /** Whether the entity is no local host. */
  isOutside: boolean;
}

/** Evidence that is the hits of a rule. */
export type RulePiece = Evidence & {hits: RuleHits};

/** The lowest rate a day: an exponential tail beyond says nothing, and would become 0. */
const minRatePerDay = 1e-30;

/** How evidence is collected. */
export interface EvidenceOptions {
  /** The table of events: time, addresses, ports, bytes, state, as published. */
  events: string;

  /** The same events with `score`, that of the flow model; none by default: then no evidence is of scores. */
  scored?: string;

  /** The same by UTC day, ascending, each a table that is read faster than a day of all; found in *events* by default. */
  days?: readonly DayEvents[];

  /** Summaries of the days that were made before, with the same networks; made by default. Without a past. */
  stored?: StoredSummaries;

  /** The table of DNS queries, as published; none by default: then no detector that reads it is used. */
  dns?: string;

  /** The end of the training window, in microseconds since the epoch; with a *past*, the first event. */
  trainedUntil: number;

  /** A clean past to learn from instead of the beginning of the log; none by default. */
  past?: PastEvents;

  /** The detectors; defaults to all of the registry. */
  detectors?: readonly EntityDetector[];

  /** The networks whose addresses are local, as `10.0.0.0/8`; none by default: the sensor says it, or the address is private. */
  localNet?: readonly string[];

  /** The magnitudes of other networks by detector, for short logs; none by default. */
  reference?: {[detector: string]: ReferenceMagnitudes | undefined};

  /** Summaries of days that are made beside those of the detectors; none by default. */
  beside?: readonly DaySummary[];
}

/** Events of another time, which give history and rates, and no evidence. */
export interface PastEvents {
  /** A table like that of the log; its events are numbered below 0, and of days before the first of the log (past.ts). */
  events: string;

  /** Its table of DNS queries, numbered and moved likewise; without one, those of the log are not compared with anything. */
  dns?: string;

  /** The end of the past, exclusive, in microseconds since the epoch. */
  until: number;
}

/** The evidence of a log, and what it was calibrated on. */
export interface CollectedEvidence {
  window: EntityWindow;
  /** The days that were calibrated on; 0 or more. */
  calibrationDays: number;
  /** The time that the log covers, and its past if there is one. */
  time: LogTime;
  evidence: Evidence[];
}

/** Returns the evidence of all *detectors* over a table of events. Reads no label. */
export async function collectEvidence(
  runner: QueryRunner,
  {
    events,
    scored,
    days,
    stored,
    dns,
    trainedUntil,
    past,
    detectors: asked = entityDetectors,
    reference = {},
    localNet,
    beside
  }: EvidenceOptions
): Promise<CollectedEvidence> {
  const withPast = (table: string, earlier = past?.events) =>
    earlier ? `(FROM ${earlier} UNION ALL BY NAME FROM ${table})` : table;
  const queries = dns && (!past || past.dns) ? withPast(dns, past?.dns) : undefined;
  const detectors = asked.filter(({log}) => log === undefined || queries !== undefined);
  const {window, time, named} = await summarise(runner, {
    events: withPast(events),
    days: await daysFrom(runner, {past, days, events, scored}),
    stored: past ? undefined : stored,
    trainedUntil,
    ...(past && {pastUntil: past.until}),
    detectors,
    dns: detectors.some(({log}) => log === "dns") ? queries : undefined,
    localNet,
    beside
  });
  const calibrated = past ? Math.ceil(past.until / hour) : window.test;
  const calibrationDays = calibratedDays(time, window.warm, calibrated);
  const short = calibrationDays < 3;
  const evidence: Evidence[] = [];
  for (const detector of detectors) {
    const rows = await runner.rows<CandidateRow>(
      `SELECT * FROM (${candidatesSql(detector, window, named)}) ORDER BY ALL` // no two alike: ids depend on no plan
    );
    const candidates = candidatesOf(rows).sort((a, b) => a.from - b.from || a.to - b.to);
    const complete = detector.derive?.(candidates, window) ?? candidates;
    const measured = complete
      .map((candidate) => ({candidate, x: detector.magnitude(candidate)}))
      .filter(({x}) => !Number.isNaN(x));
    const rates = calibrate(detector, measured, window, calibrationDays, reference[detector.name]);
    for (const {candidate, x} of measured) {
      if (past ? candidate.from < window.test : candidate.from < window.warm && !short) continue;
      const rate = rates[candidate.stratum](x, detector.rawMagnitude(candidate));
      const ratePerDay = Math.max(minRatePerDay, rate);
      evidence.push({
        ...candidate,
        id: evidence.length,
        detector: detector.name,
        magnitude: x,
        ratePerDay
      });
    }
  }
  return {window, calibrationDays, time, evidence};
}

/** Returns the UTC days of the past, if there is one, and those of the log. */
async function daysFrom(
  runner: QueryRunner,
  {past, days, events, scored}: Pick<EvidenceOptions, "past" | "days" | "events" | "scored">
): Promise<DayEvents[]> {
  const earlier = past ? await readDays(runner, past.events) : [];
  return [...earlier, ...(days ?? (await readDays(runner, events, scored)))];
}

/** Returns the days with events between two hours; 0 or more. */
function calibratedDays(time: LogTime, from: number, until: number): number {
  const idle = time.idle(from * hour, until * hour) / hour;
  return Math.max(0, until - from - idle) / 24;
}

function keyOf({joins}: EntityDetector): "dst" | "dest" {
  return joins.includes("dest") ? "dest" : "dst";
}

/** Returns the query of the candidates; of a dest, with its domain, its one address or null, and how many it has. */
function candidatesSql(detector: EntityDetector, window: EntityWindow, named: boolean): string {
  const sql = detector.sql(window);
  if (keyOf(detector) === "dst") return namedSql(`(${sql})`);
  if (!named) return namedSql(`(SELECT *, dest AS dst FROM (${sql}))`);
  return `
    WITH candidates AS (SELECT *, row_number() OVER () AS candidate FROM (${sql})),
    ends AS (
      SELECT candidate, count(DISTINCT s.dst) AS addresses, min(s.dst) AS dst
      FROM candidates c JOIN pair_summary s ON s.src = c.src AND s.dest = c.dest AND s.h BETWEEN c."from" - ${detector.lookback ?? 0} AND c."to"
        ${detector.covers.includes("e.port") ? "AND s.port = c.port AND s.proto = c.proto" : ""}
      GROUP BY candidate
    )
    SELECT named.* REPLACE (n.host AS dest), CASE WHEN addresses > 1 OR named.dest <> only_dst THEN n.host END AS domain
    FROM (${namedSql(`(SELECT c.* EXCLUDE (candidate), CASE WHEN addresses = 1 THEN ends.dst END AS dst, ends.dst AS only_dst, addresses FROM candidates c JOIN ends USING (candidate))`)}) AS named
    JOIN entity_hosts n ON n.id = named.dest`;
}

type CandidateRow = {[name: string]: unknown} & {stratum: Stratum; role: Role};

/** The columns of candidates that are no facts. */
const noFacts = new Set(["entity", "role", "src", "dst", "dest", "only_dst", "domain", "addresses", "port", "proto", "from", "to", "stratum"]); // prettier-ignore

/** Returns *rows*, all of one query, as candidates. */
function candidatesOf(rows: readonly CandidateRow[]): Candidate[] {
  const names = Object.keys(rows[0] ?? {}).filter((name) => !noFacts.has(name));
  return rows.map((row) => {
    const facts: Candidate["facts"] = {};
    for (const name of names) facts[name] = Number(row[name]);
    if (row.domain && row.addresses !== undefined) facts.addresses = Number(row.addresses);
    return {
      entity: row.entity as string,
      role: row.role,
      src: row.src as string | null,
      dst: row.dst as string | null,
      domain: (row.domain as string | null | undefined) ?? null,
      proto: (row.proto as string | null | undefined) ?? null,
      port: row.port === null ? null : Number(row.port),
      from: Number(row.from),
      to: Number(row.to),
      stratum: row.stratum,
      facts
    };
  });
}

function calibrate(
  {tail}: EntityDetector,
  measured: readonly {candidate: Candidate; x: number}[],
  {warm, test, localSources}: EntityWindow,
  days: number,
  reference: ReferenceMagnitudes | undefined
): Record<Stratum, (x: number, raw: number) => number> {
  const of = (stratum: Stratum) => {
    const largest = new Map<string, number>();
    for (const {candidate, x} of measured) {
      const {from, entity} = candidate;
      if (candidate.stratum !== stratum || from < warm || from >= test) continue;
      const key = `${from} ${entity}`;
      largest.set(key, Math.max(largest.get(key) ?? -Infinity, x));
    }
    const others = reference && {...reference, hosts: localSources};
    return falseAlertRate({
      magnitudes: [...largest.values()],
      days,
      tail,
      stratum,
      reference: others
    });
  };
  return {new: of("new"), known: of("known")};
}
