import {entityDetectors} from "../detectors/entity/registry.js";
import type {QueryRunner} from "./evidence.js";
import type {EntityIncident} from "./incidents.js";

/**
 * Returns the query of which events each piece of evidence speaks of, from the table *evidence* (id, detector, src,
 * dst, port, from_hour, to_hour) and the tables of `baseSteps`: one row per piece of evidence and event.
 */
export function coverSql(evidence: string): string {
  return entityDetectors
    .map(
      ({name, covers, joins, lookback = 0}) => `
      SELECT e.id, f.event_id FROM (FROM ${evidence} WHERE detector = '${name}') e
      JOIN entity_flows f ON f.h BETWEEN e.from_hour - ${lookback} AND e.to_hour
        AND ${joins.map((end) => `f.${end} = e.${end}`).join(" AND ")}
      ${covers.includes("p.") ? "JOIN named_pair_hours p ON p.src = f.src AND p.dst = f.dst AND p.port = f.port AND p.proto = f.proto AND p.h = f.h" : ""}
      WHERE ${covers}`
    )
    .join(" UNION ALL ");
}

/** Removes what `createCover` has made. */
export const dropCover = ["DROP TABLE evidence_cover", "DROP TABLE evidence_keys"];

/**
 * Makes the table `evidence_cover` from the table *events*: one row per incident (its place in *groups*, from 1), piece
 * of evidence and event that it speaks of.
 */
export async function createCover(
  runner: QueryRunner,
  groups: readonly EntityIncident[],
  events: string
): Promise<void> {
  await createKeys(runner, groups);
  await runner.run(
    `CREATE OR REPLACE TEMP TABLE evidence_cover AS
    SELECT keys.incident, keys.detector, cover.id, cover.event_id, events.uid, events.time, events.file, events.src, events.dst,
      coalesce(events.dst_port, 0) AS port, coalesce(events.orig_bytes, 0) AS bytes_out
    FROM (${coverSql("evidence_keys")}) cover JOIN evidence_keys keys USING (id) JOIN ${events} AS events USING (event_id)`
  );
}

async function createKeys(runner: QueryRunner, groups: readonly EntityIncident[]): Promise<void> {
  const pieces = groups.flatMap(({evidence}, i) =>
    evidence.map((piece, j) => ({...piece, incident: i + 1, place: j + 1}))
  );
  const [detectors, sources, destinations] = (["detector", "src", "dst"] as const).map((name) =>
    listText(pieces.map((piece) => piece[name]))
  );
  const numbers = (name: "id" | "incident" | "place" | "from" | "to") =>
    `[${pieces.map((piece) => piece[name]).join(",")}]`;
  await runner.run(`CREATE OR REPLACE TEMP TABLE evidence_keys (id INTEGER, incident INTEGER, place INTEGER, detector VARCHAR,
    src VARCHAR, dst VARCHAR, port INTEGER, from_hour INTEGER, to_hour INTEGER)`);
  if (pieces.length === 0) return;
  const text = (column: string) =>
    `CASE WHEN ${column} <> '' THEN url_decode(${column}[2:]) END AS ${column}`;
  await runner.rows(
    `INSERT INTO evidence_keys
    SELECT id, incident, place, ${text("detector")}, ${text("src")}, ${text("dst")}, port, from_hour, to_hour
    FROM (SELECT unnest(CAST(? AS INTEGER[])) AS id, unnest(CAST(? AS INTEGER[])) AS incident,
      unnest(CAST(? AS INTEGER[])) AS place,
      unnest(string_split(?, ' ')) AS detector, unnest(string_split(?, ' ')) AS src, unnest(string_split(?, ' ')) AS dst,
      unnest(CAST(? AS INTEGER[])) AS port, unnest(CAST(? AS INTEGER[])) AS from_hour, unnest(CAST(? AS INTEGER[])) AS to_hour)`,
    [
      numbers("id"),
      numbers("incident"),
      numbers("place"),
      detectors,
      sources,
      destinations,
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
