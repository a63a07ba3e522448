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
 * Returns the query of which events of some days each piece of evidence speaks of, from `evidence_keys` and the tables of
 * `base.ts`: one row per piece of evidence and event. With *scored*, the scores of flows are in `day_scores`.
 */
function coverSql(detectors: readonly EntityDetector[], scored: boolean): string[] {
  const flows = (covers: string) =>
    scored && covers.includes("f.score")
      ? "(SELECT f.* REPLACE (s.score AS score) FROM day_flows f JOIN day_scores s USING (event_id))"
      : "day_flows";
  return detectors.map(
    ({name, covers, joins, lookback = 0}) => `
      SELECT e.incident, e.detector, e.id, f.event_id, f.uid, f.us, f.file, f.src, f.dst, f.port, f.bytes_out
      FROM (FROM evidence_keys WHERE detector = '${name}') e
      JOIN ${flows(covers)} f ON f.h BETWEEN e.from_hour - ${lookback} AND e.to_hour
        ${joins.map((end) => `AND f.${end} = e.${end}`).join(" ")}
      ${covers.includes("p.") ? "JOIN dest_hours p ON p.src = f.src AND p.dest = f.dest AND p.port = f.port AND p.proto = f.proto AND p.h = f.h" : ""}
      WHERE ${covers}`
  );
}

/** Which flows the hits of rules belong to, each once a piece; what has no flow is in none. */
const ruleCoverSql = `
  SELECT k.incident, '${ruleDetector}', k.id, f.event_id, f.uid, f.us, f.file, f.src, f.dst, f.port, f.bytes_out
  FROM covered_hits k JOIN day_flows f USING (event_id)`;

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
  const ofRules = pieces.length > detected.length;
  if (ofRules) await createCoveredHits(runner);
  const all = days ?? (await readDays(runner, events, scored));
  const spoken = ofRules
    ? all
    : all.filter(({from}) => detected.some((piece) => isOn(piece, from / hour)));
  for (const some of batchesOf(spoken)) {
    const own = detected.filter((piece) => some.some(({from}) => isOn(piece, from / hour)));
    await coverDays(runner, own, {days: some, dns, ofRules});
  }
  if (ofRules) await runner.run("DROP TABLE covered_hits");
}

/** Makes the table `covered_hits`: the flows that the hits of rules belong to, each once a piece. */
async function createCoveredHits(runner: QueryRunner): Promise<void> {
  const frequent = await runner.rows(
    `SELECT rule FROM rule_matches WHERE event_id IS NOT NULL GROUP BY rule HAVING count(*) > ${maxCovered} LIMIT 1`
  );
  const limit = `QUALIFY row_number() OVER (PARTITION BY rule ORDER BY incident, id, event_id) <= ${maxCovered}`;
  await runner.run(`CREATE OR REPLACE TEMP TABLE covered_hits AS
    SELECT incident, id, event_id FROM (
      SELECT DISTINCT k.incident, p.id, p.rule, m.event_id
      FROM evidence_keys k JOIN rule_pieces p USING (id) JOIN rule_matches m ON ${matchesOfPiece}
      WHERE m.event_id IS NOT NULL
    ) ${frequent.length > 0 ? limit : ""}`);
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

/** What is covered at once. */
interface CoveredDays {
  days: readonly DayEvents[];
  dns: string | undefined;
  /** Whether there are hits of rules, in `covered_hits`. */
  ofRules: boolean;
}

/**
 * Adds to `evidence_cover` what *pieces* and the hits of rules speak of on *days*. Of flows, one by one, only the ends and the hour
 * are looked at: what no evidence names there is left before anything else is read of it.
 */
async function coverDays(
  runner: QueryRunner,
  pieces: readonly Evidence[],
  {days, dns, ofRules}: CoveredDays
): Promise<void> {
  const [from, until] = [days[0].from, days.at(-1)!.from + dayMicros];
  const detectors = entityDetectors.filter(({name}) =>
    pieces.some(({detector}) => detector === name)
  );
  const ends = (["src", "dst"] as const).filter((end) => pieces.some((p) => endOf(p) === end));
  const near = ends.map((end) => `(${end}, CAST(epoch_us(time) // ${hour} AS INTEGER)) IN (SELECT (host, h) FROM key_hours WHERE side = '${end}')`); // prettier-ignore
  if (ofRules) near.push("event_id IN (SELECT event_id FROM covered_hits)");
  if (near.length === 0) return;
  const steps: string[] = [];
  if (ends.length > 0)
    steps.push(`CREATE OR REPLACE TEMP TABLE key_hours AS ${keyHoursSql(detectors, from / hour, until / hour)}`); // prettier-ignore
  const events = `(SELECT * FROM (${days.map((day) => `FROM ${day.events}`).join(" UNION ALL ")}) WHERE ${near.join(" OR ")})`;
  steps.push(`CREATE OR REPLACE TEMP TABLE day_flows AS ${dayFlowsSql(events, false, ["uid", "file"])}`); // prettier-ignore
  const scores = detectors.some(({covers}) => covers.includes("f.score"))
    ? days.flatMap((day) => (day.scores ? `SELECT event_id, score FROM ${day.scores}` : []))
    : [];
  if (scores.length > 0)
    steps.push(`CREATE OR REPLACE TEMP TABLE day_scores AS FROM (${scores.join(" UNION ALL ")}) SEMI JOIN day_flows USING (event_id)`); // prettier-ignore
  if (dns && detectors.some(({log}) => log === "dns"))
    steps.push(`CREATE OR REPLACE TEMP TABLE day_dns AS ${dayDnsSql(dns, from, until)}`);
  const covers = [...coverSql(detectors, scores.length > 0), ...(ofRules ? [ruleCoverSql] : [])];
  steps.push(`INSERT INTO evidence_cover SELECT * REPLACE (make_timestamp(us) AS us) FROM (${covers.join(" UNION ALL ")})`); // prettier-ignore
  for (const step of steps) await runner.run(step);
  for (const step of [...dropDay, "DROP TABLE IF EXISTS key_hours", "DROP TABLE IF EXISTS day_scores"]) await runner.run(step); // prettier-ignore
}

/** Returns the end that evidence names in any case: the source, unless it names the destination alone. */
function endOf({detector, role}: Evidence): "src" | "dst" {
  const {joins} = findEntityDetector(detector)!;
  if (joins.length === 0) return role === "actor" ? "src" : "dst";
  return joins.includes("src") ? "src" : "dst";
}

/** Returns the query of the hosts, and the hours from *from* to before *until*, that evidence of *detectors* names as a source or a destination: each once. */
function keyHoursSql(detectors: readonly EntityDetector[], from: number, until: number): string {
  const keys = detectors.map(({name, joins, lookback = 0}) => {
    const side = joins.length > 0 ? `'${joins.includes("src") ? "src" : "dst"}'` : "CASE role WHEN 'actor' THEN 'src' ELSE 'dst' END"; // prettier-ignore
    return `SELECT ${side} AS side, src, dst, unnest(range(greatest(from_hour - ${lookback}, ${from}), least(to_hour + 1, ${until})))::INTEGER AS h
      FROM evidence_keys WHERE detector = '${name}'`;
  });
  return `SELECT DISTINCT side, host, h FROM (${keys.join(" UNION ALL ")}) JOIN entity_hosts ON id = CASE side WHEN 'src' THEN src ELSE dst END`;
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
