import {severities} from "../incidents/incidents.js";
import type {Inbound, ListedEntity} from "../schema/entities.js";
import type {EntityNames} from "./entity-tables.js";
import type {Tables} from "./tables.js";

/** How many sources, how many hosts that are only targets, and how many hosts with an incident are listed at most. */
const [maxSources, maxOnlyTargets, maxWithIncident] = [200, 100, 200];

/** A host as it is listed, without what is compared and drawn. */
export type ListedTotals = Omit<ListedEntity, "self" | "peer" | "spark">;

/** Returns the query of the names of the listed hosts: of incidents, the most anomalous sources, the busiest targets. */
export function listedNames(names: EntityNames): string {
  return `SELECT entity FROM (SELECT entity FROM published.incidents GROUP BY entity ORDER BY min(incident) LIMIT ${maxWithIncident})
    UNION SELECT entity FROM (SELECT entity FROM ${names("entities")} ORDER BY rank LIMIT ${maxSources})
    UNION SELECT entity FROM (
      SELECT entity FROM ${names("targets")} AS targets
      WHERE NOT EXISTS (SELECT 1 FROM published.events WHERE src = targets.entity)
      ORDER BY targets.events DESC, entity LIMIT ${maxOnlyTargets}
    )`;
}

/**
 * Returns the listed hosts with what they did and what was done to them: those with an incident first, the most severe
 * first, then the most anomalous sources, then what is only a target, the busiest first.
 */
export async function listEntities(tables: Tables, names: EntityNames): Promise<ListedTotals[]> {
  const rows = await tables.rows<EntityRow>(
    `WITH listed AS (${listedNames(names)}),
    found AS (
      SELECT entity, min(incident) AS best, count(*) FILTER (role = 'actor') AS as_source, count(*) FILTER (role = 'target') AS as_target,
        arg_min(severity, incident) AS severity
      FROM published.incidents GROUP BY entity
    )
    SELECT listed.entity, coalesce(s.score, t.score) AS score, CAST(coalesce(s.event_id, t.event_id) AS DOUBLE) AS event,
      ${counts("s", ["events", "failed", "alerts", "destinations", "ports"])}, epoch_us(s.first) / 1000 AS first, epoch_us(s.last) / 1000 AS last,
      coalesce(s.bytes_out, 0) AS "bytesOut", ${counts("t", ["events", "failed", "sources", "ports"])},
      epoch_us(t.first) / 1000 AS t_first, epoch_us(t.last) / 1000 AS t_last,
      CAST(coalesce(as_source, 0) AS DOUBLE) AS "asSource", CAST(coalesce(as_target, 0) AS DOUBLE) AS "asTarget", severity
    FROM listed LEFT JOIN ${names("entities")} AS s USING (entity) LEFT JOIN ${names("targets")} AS t USING (entity)
      LEFT JOIN found USING (entity)
    WHERE s.entity IS NOT NULL OR t.entity IS NOT NULL
    ORDER BY found.best NULLS LAST, s.rank NULLS LAST, t.events DESC, listed.entity`
  );
  return rows.map(listedEntity);
}

interface EntityRow {
  entity: string;
  score: number;
  event: number;
  s_events: number;
  s_failed: number;
  s_alerts: number;
  s_destinations: number;
  s_ports: number;
  first: number | null;
  last: number | null;
  bytesOut: number;
  t_events: number;
  t_failed: number;
  t_sources: number;
  t_ports: number;
  t_first: number | null;
  t_last: number | null;
  asSource: number;
  asTarget: number;
  severity: string | null;
}

function counts(table: string, columns: readonly string[]): string {
  return columns
    .map((column) => `CAST(coalesce(${table}.${column}, 0) AS DOUBLE) AS ${table}_${column}`)
    .join(", ");
}

function listedEntity(row: EntityRow): ListedTotals {
  const inbound: Inbound | null =
    row.t_first === null
      ? null
      : {
          ...{events: row.t_events, failed: row.t_failed, sources: row.t_sources},
          ...{ports: row.t_ports, first: row.t_first, last: row.t_last!}
        };
  return {
    entity: row.entity,
    events: row.s_events,
    failed: row.s_failed,
    alerts: row.s_alerts,
    score: row.score,
    event: row.event,
    first: row.first ?? inbound!.first,
    last: row.last ?? inbound!.last,
    destinations: row.s_destinations,
    ports: row.s_ports,
    bytesOut: row.bytesOut,
    inbound,
    incidents: {
      asSource: row.asSource,
      asTarget: row.asTarget,
      severity: severities.find(({name}) => name === row.severity)?.name ?? null
    }
  };
}
