import type {Session} from "../../../pipeline/duckdb/session.js";
import type {RunRule} from "../../../src/core/schema/rules.js";
import type {Role} from "../../../src/core/schema/incidents.js";

/** A row of `rule_matches`; the entity is the end of the role (actor by default) unless it says otherwise. */
export interface Match {
  rule: number;
  hit?: number;
  log: string;
  record?: number;
  event: number | null;
  /** Seconds since the epoch. */
  t: number;
  src: string;
  dst: string;
  port: number;
  role?: Role;
  entity?: string | null;
}

/** Returns a rule of a run, the *rule*th. */
export function runRule(rule: number, changes: Partial<RunRule> = {}): RunRule {
  return {
    ...{rule, id: `id-${rule}`, title: `Rule ${rule}`, level: "medium", status: null, kind: "rule"},
    ...{state: "run", reason: null, logSource: "product zeek", log: null, techniques: []},
    ...{tactics: [], description: null, falsePositives: [], author: null, references: []},
    ...{source: "own", path: `${rule}.yml`, yaml: "", sql: null},
    ...changes
  };
}

/** The table that a run fills with what its rules match. */
export const createMatches = `CREATE OR REPLACE TEMP TABLE rule_matches (rule INTEGER, hit INTEGER, log VARCHAR, record BIGINT,
  event_id BIGINT, time TIMESTAMP, entity VARCHAR, role VARCHAR, src VARCHAR, dst VARCHAR, port INTEGER)`;

/** Fills `rule_matches`. */
export async function fillMatches(session: Session, matches: readonly Match[]): Promise<void> {
  await session.run(createMatches);
  const rows = matches.map(({event, record = event, t, role = "actor", hit = null, ...match}) => ({
    ...{...match, event, record, role, hit, us: Math.round(t * 1e6)},
    entity: match.entity === undefined ? (role === "actor" ? match.src : match.dst) : match.entity
  }));
  await session.run(
    `INSERT INTO rule_matches SELECT r.rule, r.hit, r.log, r.record, r.event, make_timestamp(r.us), r.entity, r.role, r.src, r.dst, r.port
    FROM (SELECT unnest(from_json(?, '[{"rule":"INTEGER","hit":"INTEGER","log":"VARCHAR","record":"BIGINT","event":"BIGINT","us":"BIGINT","entity":"VARCHAR","role":"VARCHAR","src":"VARCHAR","dst":"VARCHAR","port":"INTEGER"}]')) AS r)`,
    [JSON.stringify(rows)]
  );
}
