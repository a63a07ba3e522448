import {modelFeatures} from "../features/list.js";
import {reasonOf} from "../features/reason.js";
import {explain} from "../forest/explain.js";
import type {Forest} from "../forest/types.js";
import type {Alert} from "../incidents/group-alerts.js";
import type {ModelFile} from "../schema/models.js";
import {identitySql} from "./event-rows.js";
import type {Tables} from "./tables.js";

/** Reads the alerts, those of the *alerts* highest ranks, from `published.events`. */
export function readAlerts(tables: Tables, alerts: number): Promise<Alert[]> {
  return tables.rows<Alert>(
    `SELECT CAST(event_id AS DOUBLE) AS event, epoch_us(time) / 1000 AS time, src,
      ${identitySql} AS identity, score, technique
    FROM published.events WHERE rank <= ? ORDER BY rank`,
    [alerts]
  );
}

/** Returns in one line each what is anomalous about *events*, by event. */
export async function reasonsFor(
  tables: Tables,
  events: number[],
  forest: Forest,
  profile: ModelFile["profile"]
): Promise<Map<number, string>> {
  const names = modelFeatures.map(({name}) => name).join(", ");
  const rows = await tables.rows<Record<string, number>>(
    `SELECT CAST(event_id AS DOUBLE) AS event, ${names} FROM published.events
    WHERE event_id IN (SELECT unnest(CAST(? AS BIGINT[])))`,
    [JSON.stringify(events)]
  );
  const median = profile.quantiles.indexOf(0.5);
  return new Map(
    rows.map((row) => {
      const values = modelFeatures.map(({name}) => row[name] ?? NaN);
      const {contributions} = explain(forest, values);
      const evidence = modelFeatures.map((feature, j) => ({
        feature,
        value: values[j],
        typical: profile.values[j][median],
        contribution: contributions[j]
      }));
      return [row.event, reasonOf(evidence)];
    })
  );
}
