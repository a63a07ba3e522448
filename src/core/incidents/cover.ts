import {dayFlowsSql} from "../detectors/entity/base.js";
import {dayDnsSql} from "../detectors/entity/day-dns.js";
import type {EntityDetector} from "../detectors/entity/entity-detector.js";
import {entityDetectors, findEntityDetector} from "../detectors/entity/registry.js";
import {dayMicros} from "../readers/day-counts.js";
import {dropDay, readDays} from "./days.js";
import type {DayEvents} from "./days.js";
import type {QueryRunner} from "./query-runner.js";
import type {Evidence, EvidenceOptions} from "./evidence.js";
import type {EntityIncident} from "./incidents.js";
import {matchesOfPiece, ruleDetector} from "./rule-evidence.js";

const hour = 3_600_000_000;

/** Events of days whose flows are joined with evidence at once. */
const maxBatch = 500_000;

/** Flows of the hits of a rule that incidents hold at most, those of the first pieces. */
const maxCovered = 1_000_000;

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
 * Makes the table `evidence_cover` from the table *events* (and its *days*; *dns*, of queries), some UTC days after the other: one row per incident (its place
 * in *groups*, from 1), piece of evidence and event that it speaks of. Addresses are numbers of `entity_hosts`.
 */
export async function createCover(
  runner: QueryRunner,
  groups: readonly EntityIncident[],
  {events, scored, dns, days}: Pick<EvidenceOptions, "events" | "scored" | "dns" | "days">
): Promise<void> {
  await createKeys(runner, groups);
  await runner.run(`CREATE OR REPLACE TEMP TABLE evidence_cover (incident INTEGER, detector VARCHAR, id INTEGER,
    event_id BIGINT, uid VARCHAR, time TIMESTAMP, file INTEGER, src INTEGER, dst INTEGER, port INTEGER, bytes_out BIGINT)`);
  const pieces = groups.flatMap(({evidence}) => evidence);
  const detected = pieces.filter(({detector}) => detector !== ruleDetector);
  const spoken = (days ?? (await readDays(runner, events, scored))).filter(({from}) =>
    detected.some((piece) => isOn(piece, from / hour))
  );
  for (const some of batchesOf(spoken)) {
    const named = entityDetectors.filter(({name}) =>
      detected.some((p) => p.detector === name && some.some(({from}) => isOn(p, from / hour)))
    );
    await coverDays(runner, named, some, dns);
  }
  if (pieces.length > detected.length)
    await runner.run(`INSERT INTO evidence_cover ${ruleCoverSql(events)}`);
}

/** Returns whether *piece* speaks of flows of the UTC day that begins with *hour*. */
function isOn({detector, from, to}: Evidence, first: number): boolean {
  const {lookback = 0} = findEntityDetector(detector)!;
  return to >= first && from - lookback < first + 24;
}

/** Returns *days* in batches of so many events that they fit into memory. */
function batchesOf(days: readonly DayEvents[]): DayEvents[][] {
  const batches: DayEvents[][] = [];
  let rows = Infinity;
  for (const day of days) {
    if (rows + day.rows > maxBatch) {
      batches.push([]);
      rows = 0;
    }
    batches.at(-1)!.push(day);
    rows += day.rows;
  }
  return batches;
}

/** Adds to `evidence_cover` what evidence of *detectors* speaks of on *days*; only flows whose ends it names in their hour are joined. */
async function coverDays(
  runner: QueryRunner,
  detectors: readonly EntityDetector[],
  days: readonly DayEvents[],
  dns: string | undefined
): Promise<void> {
  const [from, until] = [days[0].from, days.at(-1)!.from + dayMicros];
  await runner.run(`CREATE OR REPLACE TEMP TABLE key_hours AS ${keyHoursSql(detectors, from / hour, until / hour)}`); // prettier-ignore
  const reads = detectors.some(({covers}) => covers.includes("f.score"));
  const flows = days.map(({events, scored}) => {
    const isScored = reads && scored !== undefined;
    return dayFlowsSql(isScored ? scored : events, isScored);
  });
  const named = keyedEnds.map((ends) => `(${ends.join(", ")}, h) IN (SELECT (${ends.join(", ")}, h) FROM key_hours WHERE ends = '${ends.join()}')`); // prettier-ignore
  await runner.run(
    `CREATE OR REPLACE TEMP TABLE day_flows AS SELECT * FROM (${flows.join(" UNION ALL ")}) WHERE ${named.join(" OR ")}`
  );
  if (dns && detectors.some(({log}) => log === "dns"))
    await runner.run(`CREATE OR REPLACE TEMP TABLE day_dns AS ${dayDnsSql(dns, from, until)}`);
  const events = days.map((day) => `SELECT event_id, uid, time, file FROM ${day.events}`);
  await runner.run(`INSERT INTO evidence_cover
    SELECT incident, detector, id, event_id, uid, time, file, cover.src, cover.dst, port, bytes_out
    FROM (${coverSql(detectors)}) cover JOIN (${events.join(" UNION ALL ")}) USING (event_id)`);
  for (const step of [...dropDay, "DROP TABLE key_hours"]) await runner.run(step);
}

/** The ends that evidence names together. */
const keyedEnds = [["src"], ["dst"], ["src", "dst"], ["src", "dest"]] as const;

/** Returns the query of the ends, and the hours from *from* to before *until*, that evidence of *detectors* names: each once. */
function keyHoursSql(detectors: readonly EntityDetector[], from: number, until: number): string {
  const keys = detectors.map(({name, joins, lookback = 0}) => {
    const ends = joins.length > 0 ? `'${joins.join()}'` : "CASE role WHEN 'actor' THEN 'src' ELSE 'dst' END"; // prettier-ignore
    return `SELECT ${ends} AS ends, src, dst, dest, unnest(range(greatest(from_hour - ${lookback}, ${from}), least(to_hour + 1, ${until})))::INTEGER AS h
      FROM evidence_keys WHERE detector = '${name}'`;
  });
  return `SELECT DISTINCT * FROM (${keys.join(" UNION ALL ")})`;
}

/** Returns the query of the flows that the hits of rules belong to, each once a piece; what has no flow is in none. */
function ruleCoverSql(events: string): string {
  return `
    WITH hits AS (
      SELECT DISTINCT k.incident, p.id, p.rule, m.event_id
      FROM evidence_keys k JOIN rule_pieces p USING (id) JOIN rule_matches m ON ${matchesOfPiece}
      WHERE m.event_id IS NOT NULL
    ), kept AS (
      FROM hits QUALIFY row_number() OVER (PARTITION BY rule ORDER BY incident, id, event_id) <= ${maxCovered}
    )
    SELECT incident, '${ruleDetector}', kept.id, event_id, uid, time, file, s.id, d.id, coalesce(dst_port, 0), coalesce(orig_bytes, 0)
    FROM kept JOIN (SELECT event_id, uid, time, file, src, dst, dst_port, orig_bytes FROM ${events}) AS flows USING (event_id)
    JOIN entity_hosts s ON s.host = flows.src JOIN entity_hosts d ON d.host = flows.dst`;
}

/**
 * Returns the number of the file that holds the first event of each incident, from `evidence_cover` and the table *events*. An
 * incident of rules may be without one: then it is that of the first flow in the latest hour with flows that is no later than its
 * first piece of evidence, or of the first flow of the log.
 */
export async function readFirstFiles(
  runner: QueryRunner,
  events: string
): Promise<ReadonlyMap<number, number>> {
  const rows = await runner.rows<{incident: number; file: number}>(
    `SELECT incident, arg_min(file, (time, event_id))::DOUBLE AS file FROM evidence_cover GROUP BY incident`
  );
  const [{n}] = await runner.rows<{n: number}>(
    `SELECT count(DISTINCT incident)::DOUBLE AS n FROM evidence_keys`
  );
  const others =
    rows.length < n ? await runner.rows<(typeof rows)[0]>(earlierFilesSql(events)) : [];
  return new Map([...rows, ...others].map(({incident, file}) => [incident, file]));
}

const earlierFilesSql = (events: string) => `
  WITH hours AS (
    SELECT epoch_us(time) // ${hour} AS h, arg_min(file, (time, event_id)) AS file FROM ${events} GROUP BY h
  ), others AS (
    SELECT incident, min(from_hour) AS h FROM evidence_keys
    WHERE incident NOT IN (SELECT incident FROM evidence_cover) GROUP BY incident
  )
  SELECT incident, coalesce(hours.file, (SELECT arg_min(file, h) FROM hours))::DOUBLE AS file
  FROM others ASOF LEFT JOIN hours ON others.h >= hours.h`;

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
