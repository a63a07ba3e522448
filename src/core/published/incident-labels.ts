import type {IncidentLabels} from "../schema/threshold.js";
import type {Tables} from "./tables.js";

/** How many attacks are named, and of how many incidents labels are counted. */
const [maxAttacks, maxIncidents] = [200, 2_000];

/**
 * Counts the labelled attacks in each incident, and in the test window as a whole; null if no event has a label. *until*
 * is the end of the training window in microseconds since the epoch. An attack is what its label says in detail.
 */
export async function incidentLabels(
  tables: Tables,
  until: number
): Promise<IncidentLabels | null> {
  const [{labelled, attacks}] = await tables.rows<{labelled: number; attacks: number}>(
    `SELECT CAST(count(attack) AS DOUBLE) AS labelled, CAST(coalesce(sum(attack), 0) AS DOUBLE) AS attacks
    FROM published.events WHERE time >= make_timestamp(CAST(? AS BIGINT))`,
    [until]
  );
  if (labelled === 0) return null;
  const kinds = await tables.rows<{attack: string; events: number}>(
    `SELECT coalesce(detailed_label, label) AS attack, CAST(count(*) AS DOUBLE) AS events FROM published.events
    WHERE attack = 1 AND time >= make_timestamp(CAST(? AS BIGINT)) GROUP BY ALL ORDER BY events DESC, attack LIMIT ${maxAttacks}`,
    [until]
  );
  const places = new Map(kinds.map(({attack}, i) => [attack, i]));
  const rows = await tables.rows<{
    incident: number;
    attack: string | null;
    labelled: number;
    events: number;
  }>(
    `WITH distinct_events AS (SELECT DISTINCT incident, event_id FROM published.incident_events WHERE incident <= ${maxIncidents})
    SELECT CAST(distinct_events.incident AS DOUBLE) AS incident, CASE WHEN attack = 1 THEN coalesce(detailed_label, label) END AS attack,
      CAST(count(attack) AS DOUBLE) AS labelled, CAST(count(*) AS DOUBLE) AS events
    FROM distinct_events JOIN published.events AS events USING (event_id) GROUP BY ALL ORDER BY 1, attack NULLS FIRST`
  );
  const incidents: IncidentLabels["incidents"] = [];
  for (const {incident, attack, labelled: own, events} of rows) {
    if (incidents.at(-1)?.incident !== incident)
      incidents.push({incident, labelled: 0, attacks: 0, of: []});
    const last = incidents.at(-1)!;
    last.labelled += own;
    if (attack === null) continue;
    last.attacks += events;
    const place = places.get(attack);
    if (place !== undefined) last.of.push([place, events]);
  }
  return {labelled, attackEvents: attacks, attacks: kinds, incidents};
}
