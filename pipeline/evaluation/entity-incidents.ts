import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {dropBase} from "../../src/core/detectors/entity/base.js";
import type {BehaviourTotals} from "../../src/core/detectors/entity/entity-detector.js";
import {coverSql} from "../../src/core/incidents/cover.js";
import {collectEvidence} from "../../src/core/incidents/evidence.js";
import type {CollectedEvidence} from "../../src/core/incidents/evidence.js";
import {groupEvidence} from "../../src/core/incidents/incidents.js";
import type {EntityIncident} from "../../src/core/incidents/incidents.js";
import {publishIncident} from "../../src/core/incidents/publish-incidents.js";
import {referenceMagnitudes} from "../../src/core/incidents/reference.js";
import {incidentsFile} from "../../src/core/schema/incidents.js";
import type {PublishedIncident} from "../../src/core/schema/incidents.js";
import {literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

/**
 * Collects the evidence of all entity detectors over the files of SILVER, groups it into incidents, most severe first,
 * and writes them into *folder*; *trainedUntil* is the end of the training window in microseconds since the epoch.
 * No label is read.
 */
export async function findIncidents(
  session: Session,
  silver: string[],
  trainedUntil: number,
  folder: string
): Promise<PublishedIncident[]> {
  const events = `read_parquet(${literals(silver)}, hive_partitioning = false)`;
  const collected = await collectEvidence(session, {
    events,
    trainedUntil,
    reference: referenceMagnitudes
  });
  const groups = groupEvidence(collected.evidence);
  await createCover(session, groups, events);
  const incidents = await describe(session, groups, collected);
  for (const step of ["DROP TABLE evidence_cover", "DROP TABLE evidence_keys", ...dropBase])
    await session.run(step);
  const lines = incidents.map((incident) => `${JSON.stringify(incident)}\n`);
  await writeFile(join(folder, incidentsFile), lines.join(""));
  return incidents;
}

/** Makes the table `evidence_cover`: one row per incident, piece of evidence and event that it speaks of. */
async function createCover(
  session: Session,
  groups: readonly EntityIncident[],
  events: string
): Promise<void> {
  await session.run(`CREATE TEMP TABLE evidence_keys (id INTEGER, incident INTEGER, detector VARCHAR,
    src VARCHAR, dst VARCHAR, port INTEGER, from_hour INTEGER, to_hour INTEGER)`);
  const appender = await session.connection.createAppender("evidence_keys");
  const text = (value: string | null) =>
    value === null ? appender.appendNull() : appender.appendVarchar(value);
  groups.forEach(({evidence}, incident) => {
    for (const {id, detector, src, dst, port, from, to} of evidence) {
      appender.appendInteger(id);
      appender.appendInteger(incident);
      appender.appendVarchar(detector);
      text(src);
      text(dst);
      if (port === null) appender.appendNull();
      else appender.appendInteger(port);
      appender.appendInteger(from);
      appender.appendInteger(to);
      appender.endRow();
    }
  });
  appender.closeSync();
  await session.run(
    `CREATE TEMP TABLE evidence_cover AS
    SELECT keys.incident, keys.detector, cover.id, cover.event_id, events.uid, events.src, events.dst,
      coalesce(events.dst_port, 0) AS port, coalesce(events.orig_bytes, 0) AS bytes_out
    FROM (${coverSql("evidence_keys")}) cover JOIN evidence_keys keys USING (id) JOIN ${events} AS events USING (event_id)`
  );
}

async function describe(
  session: Session,
  groups: readonly EntityIncident[],
  {window}: CollectedEvidence
): Promise<PublishedIncident[]> {
  const [pieces, totals, uids, counts] = await Promise.all([
    session.rows<{id: number; n: number}>(
      `SELECT id, count(*)::DOUBLE AS n FROM evidence_cover GROUP BY id`
    ),
    session.rows<BehaviourTotals & {incident: number}>(totalsSql),
    session.rows<{incident: number; uids: {items: string[]} | string[] | null}>(
      `SELECT incident, list(DISTINCT uid ORDER BY uid) FILTER (uid IS NOT NULL) AS uids FROM evidence_cover GROUP BY incident`
    ),
    session.rows<{incident: number; n: number}>(
      `SELECT incident, count(DISTINCT event_id)::DOUBLE AS n FROM evidence_cover GROUP BY incident`
    )
  ]);
  const byEvidence = new Map(pieces.map(({id, n}) => [id, n]));
  const uidsOf = new Map(
    uids.map(({incident, uids: list}) => [incident, (list ?? []) as string[]])
  );
  const eventsOf = new Map(counts.map(({incident, n}) => [incident, n]));
  return groups.map((group, i) =>
    publishIncident(
      group,
      {
        byEvidence,
        events: eventsOf.get(i) ?? 0,
        totals: totals.filter(({incident}) => incident === i),
        uids: uidsOf.get(i) ?? []
      },
      window.test
    )
  );
}

const totalsSql = `
  SELECT incident, detector, count(*)::DOUBLE AS events, count(DISTINCT src)::DOUBLE AS sources,
    count(DISTINCT dst)::DOUBLE AS destinations, count(DISTINCT port)::DOUBLE AS ports,
    count(DISTINCT (dst, port))::DOUBLE AS targets,
    sum(bytes_out)::DOUBLE AS "bytesOut"
  FROM (SELECT DISTINCT incident, detector, event_id, src, dst, port, bytes_out FROM evidence_cover)
  GROUP BY incident, detector`;
