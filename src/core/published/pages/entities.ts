import {mostUnusual, seasonOf} from "../../entities/usual-hours.js";
import type {HostHour, LogSpan} from "../../entities/usual-hours.js";
import type {EntitiesPage, ListedEntity} from "../../schema/entities.js";
import type {PeerRow} from "../entity-peers.js";
import {publishedEntities} from "../entity-tables.js";
import type {EntityNames} from "../entity-tables.js";
import {evidenceSeveritySql} from "../evidence-severity.js";
import {listEntities} from "../listed-entities.js";
import {provenanceOf} from "../provenance.js";
import type {Tables} from "../tables.js";
import type {Findings} from "../findings.js";

const hour = 3_600_000;
const bins = 72;

/** How many hours of hosts are read at once, at most: of a log of a year, each has up to 8,784. */
const maxHours = 200_000;

/** What entities.json is drawn from. */
export interface EntitySources {
  /** Where the tables are; the published ones by default. */
  names?: EntityNames;

  /** The rows of `entity_peers`. */
  peers: readonly PeerRow[];
}

/** Returns entities.json: the most anomalous hosts and the busiest targets, and how much of all hosts is kept. */
export async function entitiesPage(
  tables: Tables,
  findings: Findings,
  {names = publishedEntities, peers}: EntitySources
): Promise<EntitiesPage> {
  const {first, last, time, threshold, until, chain, key, parameters} = findings;
  const span = {first, last, gaps: time.gaps};
  const start = Math.floor(first / hour) * hour;
  const step = Math.max(1, Math.ceil((last + 1 - start) / hour / bins)) * hour;
  const entities = await listEntities(tables, names);
  const listed = entities.map(({entity}) => entity).sort();
  const sparks = await sparksOf(tables, names, {listed, start, step});
  const selves = await selvesOf(tables, names, {listed, span});
  const closest = new Map(peers.filter(({place}) => place === 1).map((row) => [row.entity, row]));
  return {
    provenance: provenanceOf(chain, key, parameters),
    threshold,
    first,
    last,
    trainedUntil: Math.max(first, until / 1000),
    entities: entities.map((entity) => ({
      ...entity,
      self: selves.get(entity.entity) ?? null,
      peer: peerOf(closest.get(entity.entity)),
      spark: sparks.get(entity.entity) ?? []
    })),
    ...(await countsOf(tables, names, threshold)),
    withIncident: await countWithIncident(tables),
    gaps: time.gaps.map(([from, to]) => [from, to]),
    season: seasonOf(span),
    spark: {start, step, bins: Math.floor((last - start) / step) + 1}
  };
}

type Counts = Pick<
  EntitiesPage,
  "of" | "onlyTargets" | "alerting" | "kept" | "detailed" | "compared" | "skipped"
>;

/** Returns how many sources there are, how much of them is kept, and exactly what is not. */
export async function countsOf(
  tables: Tables,
  names: EntityNames,
  threshold: number
): Promise<Counts> {
  const [kept] = await tables.rows<
    Omit<Counts, "skipped" | "of" | "onlyTargets" | "alerting"> & {events: number; alerts: number}
  >(
    `SELECT CAST(count(*) AS DOUBLE) AS kept, CAST(count(*) FILTER (detailed) AS DOUBLE) AS detailed,
      CAST(count(*) FILTER (compared) AS DOUBLE) AS compared,
      CAST(coalesce(sum(events), 0) AS DOUBLE) AS events, CAST(coalesce(sum(alerts), 0) AS DOUBLE) AS alerts
    FROM ${names("entities")}`
  );
  const [all] = await tables.rows<{of: number; alerting: number; events: number; alerts: number}>(
    `SELECT CAST(count(*) AS DOUBLE) AS of, CAST(count(*) FILTER (alerts > 0) AS DOUBLE) AS alerting,
      CAST(coalesce(sum(events), 0) AS DOUBLE) AS events, CAST(coalesce(sum(alerts), 0) AS DOUBLE) AS alerts
    FROM (SELECT count(*) AS events, count(*) FILTER (score >= ?) AS alerts FROM published.events GROUP BY src)`,
    [threshold]
  );
  const [{n}] = await tables.rows<{n: number}>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM (SELECT DISTINCT dst FROM published.events) targets
    ANTI JOIN (SELECT DISTINCT src FROM published.events) sources ON dst = src`
  );
  const {events, alerts, ...rest} = kept;
  const skipped = {events: all.events - events, alerts: all.alerts - alerts};
  return {of: all.of, onlyTargets: n, alerting: all.alerting, ...rest, skipped};
}

function peerOf(row: PeerRow | undefined): ListedEntity["peer"] {
  return row ? {peer: row.peer, similarity: row.similarity} : null;
}

/** Returns the hours in which the listed hosts are most unlike themselves, by host. */
async function selvesOf(
  tables: Tables,
  names: EntityNames,
  {listed, span}: {listed: readonly string[]; span: LogSpan}
): Promise<Map<string, ListedEntity["self"]>> {
  const selves = new Map<string, ListedEntity["self"]>();
  const batch = Math.max(1, Math.floor(maxHours / ((span.last - span.first) / hour + 2)));
  for (let offset = 0; offset < listed.length; offset += batch) {
    const some = listed.slice(offset, offset + batch);
    const rows = await tables.rows<HostHour & {entity: string}>(
      `SELECT entity, CAST(epoch_ms(hour) AS DOUBLE) AS hour, CAST(events AS DOUBLE) AS events, bytes_out
      FROM ${names("entity_hours")}
      WHERE entity IN (${some.map(() => "?").join(", ")})
      ORDER BY entity, hour`,
      some
    );
    for (const [entity, hours] of grouped(rows)) selves.set(entity, selfOf(hours, span));
  }
  return selves;
}

function selfOf(hours: readonly HostHour[], span: LogSpan): ListedEntity["self"] {
  const most = mostUnusual(hours, span);
  if (!most) return null;
  const {hour, measure, value, median, z} = most;
  return {hour, measure, value, median, z: z!};
}

/** Returns the bins in which a host was active, as source or as target, with the severity of their evidence. */
async function sparksOf(
  tables: Tables,
  names: EntityNames,
  {listed, start, step}: {listed: readonly string[]; start: number; step: number}
): Promise<Map<string, ListedEntity["spark"]>> {
  if (listed.length === 0) return new Map();
  const rows = await tables.rows<{
    entity: string;
    bin: number;
    events: number;
    severity: number | null;
  }>(
    `WITH listed(entity) AS (VALUES ${listed.map(() => "(CAST(? AS VARCHAR))").join(", ")}),
    active AS (
      SELECT entity, hour, events, CAST(NULL AS INTEGER) AS place FROM ${names("entity_hours")} WHERE entity IN (FROM listed)
      UNION ALL
      SELECT entity, hour, events, NULL FROM ${names("target_hours")} WHERE entity IN (FROM listed)
      UNION ALL
      SELECT entity, unnest(range(evidence.since, evidence.until, INTERVAL 1 HOUR)), 0, ${evidenceSeveritySql}
      FROM published.evidence JOIN published.incidents USING (incident) WHERE entity IN (FROM listed)
    )
    SELECT entity, CAST((epoch_ms(hour) - CAST(? AS BIGINT)) // CAST(? AS BIGINT) AS DOUBLE) AS bin,
      CAST(sum(events) AS DOUBLE) AS events, CAST(min(place) AS DOUBLE) AS severity
    FROM active GROUP BY ALL ORDER BY entity, bin`,
    [...listed, start, step]
  );
  const marks = (of: typeof rows) =>
    of.map(({bin, events, severity}): [number, number, number] => [bin, events, severity ?? -1]);
  return new Map([...grouped(rows)].map(([entity, of]) => [entity, marks(of)]));
}

async function countWithIncident(tables: Tables): Promise<number> {
  const [{n}] = await tables.rows<{n: number}>(
    `SELECT CAST(count(DISTINCT entity) AS DOUBLE) AS n FROM published.incidents`
  );
  return n;
}

function grouped<T extends {entity: string}>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.entity);
    if (group) group.push(row);
    else groups.set(row.entity, [row]);
  }
  return groups;
}
