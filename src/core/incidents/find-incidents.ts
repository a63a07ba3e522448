import {dropBase} from "../detectors/entity/base.js";
import type {BehaviourTotals, EntityWindow} from "../detectors/entity/entity-detector.js";
import {detectorsCalled, entityDetectors} from "../detectors/entity/registry.js";
import type {Exposure, PublishedIncident} from "../schema/incidents.js";
import {readLogTime} from "../evaluation/log-time.js";
import {createCover, dropCover, readFirstFiles} from "./cover.js";
import {summariesOf} from "./days.js";
import {collectEvidence} from "./evidence.js";
import type {CollectedEvidence, Evidence, EvidenceOptions} from "./evidence.js";
import type {QueryRunner} from "./query-runner.js";
import {exposureSummaries, measureExposure} from "./exposure.js";
import {groupEvidence} from "./group-evidence.js";
import {counterpartsSql, linkIncidents} from "./linked.js";
import {publishIncident} from "./publish-incidents.js";
import {referenceMagnitudes} from "./reference.js";
import {collectRuleEvidence, dropRuleEvidence} from "./rule-evidence.js";
import type {HitRule, RuleEvidence} from "./rule-evidence.js";
import {readVisibility} from "./visibility.js";
import type {Visibility} from "./visibility.js";

/** The incidents of a log, what they were made of, and what else was measured on the way. */
export interface FoundIncidents {
  /** Most severe first. */
  incidents: PublishedIncident[];

  /** The evidence of each of *incidents*, most unusual first. */
  evidence: Evidence[][];

  /** The number of the log file that holds the first event of each of *incidents*; without one, the flow before it. */
  files: number[];

  /** How many hours of entities a day have a hit, by the place of the rule. */
  ruleRates: RuleEvidence["rates"];

  /** How many pieces of evidence each detector has, whatever their rate. */
  measured: {[detector: string]: number};

  window: EntityWindow;

  /** The days that were calibrated on; 0 or more. */
  calibrationDays: number;

  exposure: Exposure;
  visibility: Visibility;
}

/** How incidents are found. */
export interface FindIncidentsOptions extends Omit<
  EvidenceOptions,
  "reference" | "detectors" | "beside"
> {
  /** The names of the entity detectors; defaults to null, all of them. */
  detectors?: readonly string[] | null;

  /** The rules of the run, whose hits stand in the table `rule_matches`; none by default. */
  rules?: readonly HitRule[];
}

/**
 * Collects the evidence of all entity detectors over a table of events, and that of rules, and groups it into incidents. Leaves
 * the table `evidence_cover` (cover.ts). Reads no label.
 */
export async function findIncidents(
  runner: QueryRunner,
  {detectors = null, dns, rules = [], ...options}: FindIncidentsOptions
): Promise<FoundIncidents> {
  const collected = await collectEvidence(runner, {
    ...options,
    dns,
    detectors: detectorsCalled(detectors),
    reference: referenceMagnitudes,
    beside: exposureSummaries
  });
  const {window, calibrationDays, evidence} = collected;
  const hits = await ruleEvidenceOf(runner, rules, options, collected);
  const groups = groupEvidence([...evidence, ...hits.evidence]);
  await createCover(runner, groups, {...options, dns});
  const counted = await countEvents(runner, options.events);
  const linked = linkIncidents(groups, await counterpartsOf(runner, groups.length));
  const incidents = groups.map((group, i) =>
    publishIncident(group, {...counted.of(i + 1), linked: linked[i]}, window.test)
  );
  const measured: {[detector: string]: number} = {};
  for (const {detector} of evidence) measured[detector] = (measured[detector] ?? 0) + 1;
  return {
    incidents,
    evidence: groups.map((group) => group.evidence),
    files: incidents.map((_, i) => counted.file(i + 1)),
    ruleRates: hits.rates,
    measured,
    window,
    calibrationDays,
    exposure: await measureExposure(runner, evidence, options.past ? window.test : window.first),
    visibility: await readVisibility(runner, options.events, dns)
  };
}

/** Returns the hits of *rules* as evidence, numbered after that of detectors; none without rules. */
async function ruleEvidenceOf(
  runner: QueryRunner,
  rules: readonly HitRule[],
  {events, past}: Pick<FindIncidentsOptions, "events" | "past">,
  {window, calibrationDays, time, evidence}: CollectedEvidence
): Promise<RuleEvidence> {
  if (rules.length === 0) return {rates: new Map(), evidence: []};
  return collectRuleEvidence(runner, {
    rules,
    window,
    calibrationDays,
    time: past ? await readLogTime(runner, events) : time,
    hasPast: past !== undefined,
    firstId: evidence.length
  });
}

/** Removes the tables that `findIncidents` has made. */
export const dropIncidents = [
  ...dropRuleEvidence,
  ...dropCover,
  ...dropBase,
  ...[
    ...summariesOf(entityDetectors, exposureSummaries),
    ...entityDetectors.flatMap(({scoreSummary}) => scoreSummary ?? [])
  ].map(({table}) => `DROP TABLE IF EXISTS ${table}`)
];

/** Returns the addresses with evidence of their own among the events of each of *n* incidents. */
async function counterpartsOf(runner: QueryRunner, n: number): Promise<string[][]> {
  const rows = await runner.rows<{incident: number; address: string}>(counterpartsSql);
  const counterparts = Array.from({length: n}, (): string[] => []);
  for (const {incident, address} of rows) counterparts[incident - 1].push(address);
  return counterparts;
}

async function countEvents(runner: QueryRunner, log: string) {
  const pieces = await runner.rows<{id: number; n: number}>(
    `SELECT id, count(*)::DOUBLE AS n FROM evidence_cover GROUP BY id`
  );
  const all = await runner.rows<BehaviourTotals & {incident: number}>(totalsSql);
  const counts = await runner.rows<{incident: number; n: number}>(
    `SELECT incident, count(DISTINCT event_id)::DOUBLE AS n FROM evidence_cover GROUP BY incident`
  );
  const uids = await runner.rows<{incident: number; uids: string}>(uidsSql);
  const fileOf = await readFirstFiles(runner, log);
  const byEvidence = new Map(pieces.map(({id, n}) => [id, n]));
  const events = new Map(counts.map(({incident, n}) => [incident, n]));
  const uidsOf = new Map(uids.map(({incident, uids: text}) => [incident, splitTexts(text)]));
  const totals = new Map<number, BehaviourTotals[]>();
  for (const {incident, ...row} of all)
    totals.set(incident, [...(totals.get(incident) ?? []), row]);
  return {
    file: (incident: number) => fileOf.get(incident) ?? 0,
    of: (incident: number) => ({
      byEvidence,
      events: events.get(incident) ?? 0,
      totals: totals.get(incident) ?? [],
      uids: uidsOf.get(incident) ?? []
    })
  };
}

/** The connections of each incident as one text, between blanks: lists take five times as long to read. */
const uidsSql = `
  SELECT incident, string_agg(url_encode(uid), ' ' ORDER BY uid) AS uids
  FROM (SELECT DISTINCT incident, uid FROM evidence_cover WHERE uid IS NOT NULL) GROUP BY incident`;

function splitTexts(text: string): string[] {
  return text.split(" ").map((one) => (one.includes("%") ? decodeURIComponent(one) : one));
}

const totalsSql = `
  SELECT incident, detector, count(*)::DOUBLE AS events, count(DISTINCT src)::DOUBLE AS sources,
    count(DISTINCT dst)::DOUBLE AS destinations, count(DISTINCT port)::DOUBLE AS ports,
    count(DISTINCT (dst, port))::DOUBLE AS targets,
    sum(bytes_out)::DOUBLE AS "bytesOut"
  FROM (SELECT DISTINCT incident, detector, event_id, src, dst, port, bytes_out FROM evidence_cover)
  GROUP BY incident, detector`;
