import type {Role} from "../schema/incidents.js";
import type {IncidentLanes} from "../schema/published.js";
import {evidenceSeveritySql} from "./evidence-severity.js";
import type {Tables} from "./tables.js";

const hour = 3_600_000;

/** How many lanes are published, and in how long a log the hours without evidence are too. */
const [maxLanes, maxQuietHours] = [30, 1_500];

/**
 * Returns the hosts of the most severe incidents hour by hour, each once a role: the severity of the evidence of each
 * hour, and the flows that the host opened (actor) or that came to it (target).
 */
export async function incidentLanes(
  tables: Tables,
  {first, last}: {first: number; last: number}
): Promise<IncidentLanes> {
  const start = Math.floor(first / hour) * hour;
  const hours = Math.floor(last / hour) - start / hour + 1;
  const [{of}] = await tables.rows<{of: number}>(
    `SELECT CAST(count(*) AS DOUBLE) AS of FROM (SELECT DISTINCT entity, role FROM published.incidents)`
  );
  const lanes = await tables.rows<{entity: string; role: Role; incidents: number}>(
    `SELECT entity, role, CAST(count(*) AS DOUBLE) AS incidents FROM published.incidents
    GROUP BY entity, role ORDER BY min(incident) LIMIT ${maxLanes}`
  );
  const evidence = await evidenceHours(tables);
  const flows = hours <= maxQuietHours ? await flowHours(tables) : [];
  const cells = new Map<string, Map<number, IncidentLanes["lanes"][number]["cells"][number]>>();
  const cell = ({entity, role, hour: at}: LaneHour) => {
    const key = JSON.stringify([entity, role]);
    const ofLane = cells.get(key) ?? new Map<number, [number, number, number, number]>();
    cells.set(key, ofLane);
    const found = ofLane.get(at) ?? [at - start / hour, -1, 0, 0];
    ofLane.set(at, found);
    return found;
  };
  for (const row of flows) cell(row)[2] = row.events;
  for (const row of evidence) {
    const found = cell(row);
    found[1] = row.severity;
    found[3] = row.incident;
  }
  return {
    start,
    hours,
    of,
    lanes: lanes.map((lane) => {
      const ofLane = cells.get(JSON.stringify([lane.entity, lane.role]));
      return {...lane, cells: [...(ofLane?.values() ?? [])].sort((a, b) => a[0] - b[0])};
    })
  };
}

interface LaneHour {
  entity: string;
  role: Role;
  /** Hours since the epoch. */
  hour: number;
}

const shown = `SELECT entity, role FROM published.incidents GROUP BY entity, role ORDER BY min(incident) LIMIT ${maxLanes}`;

function evidenceHours(
  tables: Tables
): Promise<(LaneHour & {severity: number; incident: number})[]> {
  return tables.rows(
    `WITH pieces AS (
      SELECT entity, role, incident, ${evidenceSeveritySql} AS place,
        unnest(range(epoch_ms(evidence.since) // ${hour}, (epoch_ms(evidence.until) - 1) // ${hour} + 1)) AS hour
      FROM published.evidence JOIN published.incidents USING (incident)
      WHERE (entity, role) IN (${shown})
    )
    SELECT entity, role, CAST(hour AS DOUBLE) AS hour, CAST(min(place) AS DOUBLE) AS severity, CAST(min(incident) AS DOUBLE) AS incident
    FROM pieces GROUP BY entity, role, hour`
  );
}

function flowHours(tables: Tables): Promise<(LaneHour & {events: number})[]> {
  const side = (address: string, role: Role) =>
    `SELECT ${address} AS entity, '${role}' AS role, CAST(epoch_ms(time) // ${hour} AS DOUBLE) AS hour, CAST(count(*) AS DOUBLE) AS events
    FROM published.events WHERE ${address} IN (SELECT entity FROM shown WHERE role = '${role}') GROUP BY ALL`;
  return tables.rows(
    `WITH shown AS (${shown}) ${side("src", "actor")} UNION ALL ${side("dst", "target")}`
  );
}
