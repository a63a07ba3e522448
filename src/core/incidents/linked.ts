import type {EntityIncident} from "./incidents.js";

/** How many hours may lie between two incidents that are linked. */
const maxHoursBetween = 24;

/** Ids of linked incidents that an incident lists at most: the closest in time. */
const maxLinked = 20;

/**
 * Returns the query of the counterparts of each incident, over `evidence_cover` and `evidence_keys`: one row per
 * incident and address of its events, where the address has evidence of its own.
 */
export const counterpartsSql = `
  SELECT DISTINCT incident, entity_hosts.host AS address
  FROM (SELECT incident, src AS id FROM evidence_cover UNION ALL SELECT incident, dst FROM evidence_cover)
  JOIN entity_hosts USING (id)
  WHERE id IN (SELECT src FROM evidence_keys UNION ALL SELECT dst FROM evidence_keys)`;

/**
 * Returns the ids of the incidents that each of *incidents* is linked to (a kill chain): of other entities, at most 24
 * hours apart, where the entity of one is among the *counterparts* of the other, in the order of *incidents*. Closest
 * in time first, at most 20.
 */
export function linkIncidents(
  incidents: readonly EntityIncident[],
  counterparts: readonly Iterable<string>[]
): string[][] {
  const byEntity = new Map<string, number[]>();
  incidents.forEach(({entity}, i) => {
    const others = byEntity.get(entity);
    if (others) others.push(i);
    else byEntity.set(entity, [i]);
  });
  const linked = incidents.map(() => new Set<number>());
  incidents.forEach((incident, i) => {
    for (const address of counterparts[i] ?? []) {
      if (address === incident.entity) continue;
      for (const j of byEntity.get(address) ?? []) {
        if (hoursBetween(incident, incidents[j]) > maxHoursBetween) continue;
        linked[i].add(j);
        linked[j].add(i);
      }
    }
  });
  return linked.map((others, i) => {
    const distance = (j: number) => hoursBetween(incidents[i], incidents[j]);
    return [...others]
      .sort((a, b) => distance(a) - distance(b) || a - b)
      .slice(0, maxLinked)
      .map((j) => incidents[j].id);
  });
}

function hoursBetween(a: EntityIncident, b: EntityIncident): number {
  return Math.max(0, a.from - b.to, b.from - a.to);
}
