import {logarithm} from "../forest/logarithm.js";
import type {LogTime} from "../evaluation/log-time.js";
import type {EvidenceRule, RunRule} from "../schema/rules.js";
import type {Role} from "../schema/incidents.js";
import {ownWeight} from "./calibration.js";
import type {CollectedEvidence, RulePiece} from "./evidence.js";
import type {QueryRunner} from "./query-runner.js";
import {evidenceRule} from "./rule-wording.js";

const hour = 3_600_000_000;

/** The detector of evidence that is the hits of a rule. */
export const ruleDetector = "rule";

/** Hours after which a piece of evidence is cut, as an incident is. */
const maxHours = 24;

/** Pieces of evidence that are kept of a rule, those of the most hits, and of all rules together. */
const [maxPieces, maxPiecesOfAll] = [20_000, 100_000];

/** How often rules hit, and the evidence that their hits are. */
export interface RuleEvidence {
  /** How many hours of entities a day have a hit, by the place of the rule; over 0, lower is rarer. */
  rates: ReadonlyMap<number, number>;
  evidence: RulePiece[];
}

/** What incidents hold of a rule: a rule of a run. */
export type HitRule = EvidenceRule & Pick<RunRule, "kind">;

/** What rules hit, and what the rates rest on. */
export interface RuleEvidenceOptions extends Pick<CollectedEvidence, "window" | "calibrationDays"> {
  /** The rules of the run; their hits stand in the table `rule_matches`. */
  rules: readonly HitRule[];

  /** The time that the log covers, without a past. */
  time: LogTime;

  /** Whether the rates of detectors rest on a past, whose hits nobody knows. */
  hasPast: boolean;

  /** The id of the first piece. */
  firstId: number;
}

/** Removes what `collectRuleEvidence` has made. */
export const dropRuleEvidence = ["DROP TABLE IF EXISTS rule_pieces"];

/**
 * Returns the hits of *rules* as evidence, from the table `rule_matches` (one row per rule and matched record): one piece per rule, entity, role and hours
 * that follow on one another, cut after 24. Of a rule the 20,000 pieces of the most hits are kept, of all 100,000. Leaves
 * the table `rule_pieces`, one row per piece.
 *
 * The rate is (n + 1) / (days + 1), n hours of entities with a hit in the training window after the warm-up. With a past, whose
 * hits are not known, or less than six such hours, it is that of all of the log.
 */
export async function collectRuleEvidence(
  runner: QueryRunner,
  {rules, time, window, calibrationDays, hasPast, firstId}: RuleEvidenceOptions
): Promise<RuleEvidence> {
  const own = hasPast || ownWeight(calibrationDays) === 0;
  const [from, until] = own ? [-1e9, 1e9] : [window.warm, window.test];
  const days = own ? time.days(time.first, time.last) : calibrationDays;
  await runner.run(hoursSql);
  const hours = await runner.rows<{rule: number; n: number}>(
    `SELECT rule, count(*)::DOUBLE AS n FROM rule_hours WHERE h >= ${from} AND h < ${until} GROUP BY rule`
  );
  const counted = new Map(hours.map(({rule, n}) => [rule, n]));
  const rates = new Map(
    rules.map(({rule}) => [rule, ((counted.get(rule) ?? 0) + 1) / (days + 1)] as const)
  );
  await runner.run(piecesSql(firstId));
  await runner.run("DROP TABLE rule_hours");
  const byPlace = new Map(rules.map((rule) => [rule.rule, rule]));
  const rows = await runner.rows<PieceRow>(measuresSql);
  return {rates, evidence: rows.map((row) => pieceOf(row, byPlace.get(row.rule)!, rates))};
}

const hoursSql = `
  CREATE OR REPLACE TEMP TABLE rule_hours AS
  SELECT rule, entity, role, CAST(epoch_us(time) // ${hour} AS INTEGER) AS h, count(*) AS n
  FROM rule_matches WHERE entity IS NOT NULL AND role IS NOT NULL AND time IS NOT NULL GROUP BY ALL`;

const piecesSql = (firstId: number) => `
  CREATE OR REPLACE TEMP TABLE rule_pieces AS
  WITH steps AS (
    SELECT *, CASE WHEN h - lag(h) OVER runs <= 1 THEN 0 ELSE 1 END AS step
    FROM rule_hours WINDOW runs AS (PARTITION BY rule, entity, role ORDER BY h)
  ), runs AS (
    SELECT *, sum(step) OVER (PARTITION BY rule, entity, role ORDER BY h) AS run FROM steps
  ), cuts AS (
    SELECT *, (h - min(h) OVER (PARTITION BY rule, entity, role, run)) // ${maxHours} AS cut FROM runs
  ), pieces AS (
    SELECT rule, entity, role, min(h) AS from_hour, max(h) AS to_hour, sum(n) AS n
    FROM cuts GROUP BY rule, entity, role, run, cut
  ), kept AS (
    SELECT *, row_number() OVER (PARTITION BY rule ORDER BY n DESC, from_hour, role, entity) AS place FROM pieces
    QUALIFY place <= ${maxPieces}
  )
  SELECT CAST(row_number() OVER (ORDER BY rule, from_hour, to_hour, role, entity) - 1 + ${firstId} AS INTEGER) AS id,
    rule, entity, role, from_hour, to_hour
  FROM (FROM kept ORDER BY place, rule LIMIT ${maxPiecesOfAll})`;

/** Joins a piece `p` with its matches `m`. */
export const matchesOfPiece = `m.rule = p.rule AND m.entity = p.entity AND m.role = p.role
    AND epoch_us(m.time) // ${hour} BETWEEN p.from_hour AND p.to_hour`;

const measuresSql = `
  SELECT p.id::DOUBLE AS id, p.rule::DOUBLE AS rule, p.entity, p.role, p.from_hour::DOUBLE AS "from", p.to_hour::DOUBLE AS "to",
    count(DISTINCT m.hit)::DOUBLE AS windows, count(DISTINCT (m.log, m.record))::DOUBLE AS records,
    count(DISTINCT m.event_id)::DOUBLE AS flows,
    (count(DISTINCT (m.log, m.record)) FILTER (m.event_id IS NULL))::DOUBLE AS unlinked,
    count(DISTINCT m.src)::DOUBLE AS sources, count(DISTINCT m.dst)::DOUBLE AS targets, count(DISTINCT m.port)::DOUBLE AS ports,
    min(m.src) AS src, min(m.dst) AS dst, min(m.port)::DOUBLE AS port,
    string_agg(DISTINCT m.log, ', ' ORDER BY m.log) AS logs,
    NOT coalesce(bool_or(e.local), false) AS "isOutside"
  FROM rule_pieces p JOIN rule_matches m ON ${matchesOfPiece}
  LEFT JOIN entity_hosts e ON e.host = p.entity
  GROUP BY ALL ORDER BY id`;

interface PieceRow {
  id: number;
  rule: number;
  entity: string;
  role: Role;
  from: number;
  to: number;
  windows: number;
  records: number;
  flows: number;
  unlinked: number;
  sources: number;
  targets: number;
  ports: number;
  src: string | null;
  dst: string | null;
  port: number | null;
  logs: string | null;
  isOutside: boolean;
}

function pieceOf(row: PieceRow, rule: HitRule, rates: ReadonlyMap<number, number>): RulePiece {
  const {id, entity, role, from, to, windows, records, flows, unlinked, sources, targets, ports} =
    row;
  const ratePerDay = rates.get(rule.rule)!;
  const isCorrelation = rule.kind === "correlation";
  return {
    id,
    detector: ruleDetector,
    entity,
    role,
    src: sources === 1 ? row.src : null,
    dst: targets === 1 ? row.dst : null,
    domain: null,
    port: ports === 1 ? row.port : null,
    proto: null,
    from,
    to,
    stratum: "known",
    magnitude: -logarithm(ratePerDay) / Math.LN10,
    ratePerDay,
    facts: {
      hits: isCorrelation ? windows : records,
      records,
      flows,
      unlinked,
      sources,
      targets,
      ports
    },
    hits: {
      rule: evidenceRule(rule),
      kind: rule.kind,
      logs: row.logs ?? "",
      isOutside: row.isOutside
    }
  };
}
