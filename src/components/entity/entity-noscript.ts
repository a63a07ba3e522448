import type {EntitiesPage} from "../../core/schema/entities.js";
import {formatCount, formatScore} from "../kit/format.js";
import {noscript, table} from "../site/noscript.js";

/** Returns the twenty most anomalous hosts, for readers of Entities without JavaScript. */
export function entitiesHtml({entities}: EntitiesPage): string {
  const rows = entities
    .slice(0, 20)
    .map(({entity, alerts, events, destinations, score}) => [
      entity,
      formatCount(alerts),
      formatCount(events),
      formatCount(destinations),
      formatScore(score)
    ]);
  return noscript(
    table(["host", "alerts", "connections", "destinations", "score"], rows),
    "<p>Each host’s hours, pairs and first uses need JavaScript.</p>"
  );
}
