import type {EntitiesPage} from "../../core/schema/entities.js";
import {formatCount} from "../kit/format.js";
import {noscript, table} from "../site/noscript.js";

/** Returns the first twenty hosts, for readers of Entities without JavaScript. */
export function entitiesHtml({entities}: EntitiesPage): string {
  const rows = entities
    .slice(0, 20)
    .map(({entity, incidents, events, destinations, inbound}) => [
      entity,
      incidents.severity ?? "–",
      formatCount(events),
      formatCount(destinations),
      formatCount(inbound?.events ?? 0),
      formatCount(inbound?.sources ?? 0)
    ]);
  return noscript(
    table(["host", "incidents", "flows from it", "called", "flows to it", "callers"], rows),
    "<p>Each host’s hours, pairs and first uses need JavaScript.</p>"
  );
}
