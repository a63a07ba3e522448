import type {EntitiesPage, ListedEntity} from "../schema/entities.js";
import {provenanceOf} from "./provenance.js";
import type {Tables} from "./tables.js";
import type {Findings} from "./today.js";

const hour = 3_600_000;
const listed = 200;
const bins = 72;

/** Returns the strangest hosts, each with its hours in at most 72 bins. Reads the tables `entities` and `entity_hours`. */
export async function entitiesPage(tables: Tables, findings: Findings): Promise<EntitiesPage> {
  const {first, last, threshold, until, chain, key, budgetPerDay} = findings;
  const start = Math.floor(first / hour) * hour;
  const step = Math.max(1, Math.ceil((last + 1 - start) / hour / bins)) * hour;
  const [counts] = await tables.rows<{of: number; alerting: number; detailed: number}>(
    `SELECT CAST(count(*) AS DOUBLE) AS of, CAST(count(*) FILTER (alerts > 0) AS DOUBLE) AS alerting,
      CAST(count(*) FILTER (detailed) AS DOUBLE) AS detailed FROM lake.entities`
  );
  const entities = await tables.rows<Omit<ListedEntity, "spark">>(
    `SELECT entity, CAST(events AS DOUBLE) AS events, CAST(alerts AS DOUBLE) AS alerts, score,
      CAST(event_id AS DOUBLE) AS event, epoch_us(first) / 1000 AS first, epoch_us(last) / 1000 AS last,
      CAST(peers AS DOUBLE) AS peers, bytes_out AS "bytesOut"
    FROM lake.entities ORDER BY rank LIMIT ${listed}`
  );
  const sparks = await sparksOf(tables, start, step);
  return {
    provenance: provenanceOf(chain, key, budgetPerDay),
    threshold,
    first,
    last,
    trainedUntil: until / 1000,
    entities: entities.map((entity) => ({...entity, spark: sparks.get(entity.entity) ?? []})),
    ...counts,
    spark: {start, step, bins: Math.floor((last - start) / step) + 1}
  };
}

async function sparksOf(
  tables: Tables,
  start: number,
  step: number
): Promise<Map<string, ListedEntity["spark"]>> {
  const rows = await tables.rows<{entity: string; bin: number; events: number; score: number}>(
    `SELECT entity, CAST((epoch_ms(hour) - CAST(? AS BIGINT)) // CAST(? AS BIGINT) AS DOUBLE) AS bin,
      CAST(sum(entity_hours.events) AS DOUBLE) AS events, max(entity_hours.score) AS score
    FROM lake.entity_hours
    WHERE entity IN (SELECT entity FROM lake.entities ORDER BY rank LIMIT ${listed})
    GROUP BY entity, bin ORDER BY entity, bin`,
    [start, step]
  );
  const sparks = new Map<string, ListedEntity["spark"]>();
  for (const {entity, bin, events, score} of rows) {
    const spark = sparks.get(entity);
    if (spark) spark.push([bin, events, score]);
    else sparks.set(entity, [[bin, events, score]]);
  }
  return sparks;
}
