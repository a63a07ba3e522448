import type {EntitiesPage, ListedEntity} from "../../core/schema/entities.js";
import type {Severity} from "../../core/schema/incidents.js";
import {openDatabase} from "../database/client.js";
import {nothingHidden, readHidden} from "../records/hidden-incidents.js";
import {suppressionsInForce} from "../records/suppression-store.js";
import type {HostIncidents} from "./host-incidents.js";

/** Returns the places of the incidents that the suppressions of this browser hide of the run at *url*. */
export async function hiddenPlaces(url: string): Promise<ReadonlySet<number>> {
  const hidden = await readHidden(url, suppressionsInForce()).catch(() => nothingHidden);
  return hidden.incidents;
}

/** Returns the page without the *hidden* incidents: hosts that have no other have none, and grey hours. */
export async function withoutHidden(
  page: EntitiesPage,
  url: string,
  hidden: ReadonlySet<number>
): Promise<EntitiesPage> {
  if (hidden.size === 0) return page;
  const database = await openDatabase(url);
  const rows = await database.query<{
    entity: string;
    role: string;
    severity: Severity;
    incident: number;
  }>("SELECT entity, role, severity, incident FROM incidents ORDER BY incident");
  const left = new Map<string, ListedEntity["incidents"]>();
  for (const {entity, role, severity, incident} of rows) {
    if (hidden.has(incident)) continue;
    const found = left.get(entity) ?? {asSource: 0, asTarget: 0, severity};
    left.set(entity, found);
    ++found[role === "actor" ? "asSource" : "asTarget"];
  }
  const none = {asSource: 0, asTarget: 0, severity: null};
  const entities = page.entities.map((entity): ListedEntity => {
    const incidents = left.get(entity.entity) ?? none;
    if (incidents.severity) return {...entity, incidents};
    return {...entity, incidents, spark: entity.spark.map(([bin, events]) => [bin, events, -1])};
  });
  const order = [...left.keys()];
  const place = ({entity}: ListedEntity) => (left.has(entity) ? order.indexOf(entity) : Infinity);
  entities.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  return {...page, entities, withIncident: left.size};
}

/** Returns the incidents of a host, and the hours of their evidence, without the *hidden*. */
export function visibleIncidents(
  {own, others, hours}: HostIncidents,
  hidden: ReadonlySet<number>
): HostIncidents {
  const isShown = ({incident}: {incident: number}) => !hidden.has(incident);
  return {own: own.filter(isShown), others: others.filter(isShown), hours: hours.filter(isShown)};
}
