import {dayFlowsSql} from "../detectors/entity/base.js";
import {dayDnsSql} from "../detectors/entity/day-dns.js";
import type {EntityDetector} from "../detectors/entity/entity-detector.js";
import {entityDetectors} from "../detectors/entity/registry.js";
import type {QueryRunner} from "./query-runner.js";
import type {EvidenceOptions} from "./evidence.js";
import type {EntityIncident} from "./incidents.js";
import {dayOf, daysOf} from "./summarise.js";

const hour = 3_600_000_000;

/**
 * Returns the query of which events of a day each piece of evidence speaks of, from `evidence_keys` and the tables of
 * `base.ts`: one row per piece of evidence and event.
 */
function coverSql(detectors: readonly EntityDetector[]): string {
  return detectors
    .map(
      ({name, covers, joins, lookback = 0}) => `
      SELECT e.id, e.incident, e.detector, f.event_id, f.src, f.dst, f.port, f.bytes_out
      FROM (FROM evidence_keys WHERE detector = '${name}') e
      JOIN day_flows f ON f.h BETWEEN e.from_hour - ${lookback} AND e.to_hour
        ${joins.map((end) => `AND f.${end} = e.${end}`).join(" ")}
      ${covers.includes("p.") ? "JOIN dest_hours p ON p.src = f.src AND p.dest = f.dest AND p.port = f.port AND p.proto = f.proto AND p.h = f.h" : ""}
      WHERE ${covers}`
    )
    .join(" UNION ALL ");
}

/** Removes what `createCover` has made. */
export const dropCover = ["DROP TABLE evidence_cover", "DROP TABLE evidence_keys"];

/**
 * Makes the table `evidence_cover` from the table *events* (*scored*, with scores; *dns*, of queries), one UTC day after the other: one row per incident (its place
 * in *groups*, from 1), piece of evidence and event that it speaks of. Addresses are numbers of `entity_hosts`.
 */
export async function createCover(
  runner: QueryRunner,
  groups: readonly EntityIncident[],
  {events, scored, dns}: Pick<EvidenceOptions, "events" | "scored" | "dns">
): Promise<void> {
  await createKeys(runner, groups);
  await runner.run(`CREATE OR REPLACE TEMP TABLE evidence_cover (incident INTEGER, detector VARCHAR, id INTEGER,
    event_id BIGINT, uid VARCHAR, time TIMESTAMP, file INTEGER, src INTEGER, dst INTEGER, port INTEGER, bytes_out BIGINT)`);
  const pieces = groups.flatMap(({evidence}) => evidence);
  for (const from of await daysOf(runner, events)) {
    const first = from / hour;
    const named = entityDetectors.filter(({name, lookback = 0}) =>
      pieces.some((p) => p.detector === name && p.to >= first && p.from - lookback < first + 24)
    );
    if (named.length === 0) continue;
    const day = dayOf(events, from);
    const reads = scored !== undefined && named.some(({covers}) => covers.includes("f.score"));
    await runner.run(dayFlowsSql(reads ? dayOf(scored, from) : day, reads));
    if (dns && named.some(({log}) => log === "dns")) await runner.run(dayDnsSql(dns, from));
    await runner.run(`INSERT INTO evidence_cover
      SELECT incident, detector, id, event_id, uid, time, file, cover.src, cover.dst, port, bytes_out
      FROM (${coverSql(named)}) cover JOIN (SELECT event_id, uid, time, file FROM ${day}) USING (event_id)`);
  }
  await runner.run("DROP TABLE IF EXISTS day_flows");
  await runner.run("DROP TABLE IF EXISTS day_dns");
}

async function createKeys(runner: QueryRunner, groups: readonly EntityIncident[]): Promise<void> {
  const pieces = groups.flatMap(({evidence}, i) =>
    evidence.map((piece, j) => ({...piece, incident: i + 1, place: j + 1}))
  );
  const names = ["detector", "role", "src", "dst", "domain", "proto"] as const;
  const texts = names.map((name) => listText(pieces.map((piece) => piece[name])));
  const numbers = (name: "id" | "incident" | "place" | "from" | "to") =>
    `[${pieces.map((piece) => piece[name]).join(",")}]`;
  await runner.run(`CREATE OR REPLACE TEMP TABLE evidence_keys (id INTEGER, incident INTEGER, place INTEGER, detector VARCHAR, role VARCHAR,
    src INTEGER, dst INTEGER, dest INTEGER, proto VARCHAR, port INTEGER, from_hour INTEGER, to_hour INTEGER)`);
  if (pieces.length === 0) return;
  const text = (column: string) =>
    `CASE WHEN ${column} <> '' THEN url_decode(${column}[2:]) END AS ${column}`;
  await runner.rows(
    `INSERT INTO evidence_keys
    SELECT k.id, incident, place, detector, role, s.id, d.id, coalesce(n.id, d.id), proto, port, from_hour, to_hour
    FROM (SELECT id, incident, place, ${names.map(text).join(", ")}, port, from_hour, to_hour FROM (SELECT unnest(CAST(? AS INTEGER[])) AS id, unnest(CAST(? AS INTEGER[])) AS incident,
      unnest(CAST(? AS INTEGER[])) AS place,
      ${names.map((name) => `unnest(string_split(?, ' ')) AS ${name}`).join(", ")},
      unnest(CAST(? AS INTEGER[])) AS port, unnest(CAST(? AS INTEGER[])) AS from_hour, unnest(CAST(? AS INTEGER[])) AS to_hour)) k
    LEFT JOIN entity_hosts s ON s.host = k.src LEFT JOIN entity_hosts d ON d.host = k.dst
    LEFT JOIN entity_hosts n ON n.host = k.domain`,
    [
      numbers("id"),
      numbers("incident"),
      numbers("place"),
      ...texts,
      `[${pieces.map(({port}) => port ?? "NULL").join(",")}]`,
      numbers("from"),
      numbers("to")
    ]
  );
}

/** Returns *texts* as one, to be split at blanks: no database takes a list of texts alike. */
function listText(texts: readonly (string | null)[]): string {
  return texts.map((text) => (text === null ? "" : `=${encodeURIComponent(text)}`)).join(" ");
}
