import {canonicalJson} from "../../src/core/schema/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Database} from "./database.js";
import type {StoredSuppression, Suppressions} from "./decisions.js";
import {record} from "./log.js";
import {jsonText, storable} from "./storable.js";

/** Returns the suppressions in *database*. */
export function sqlSuppressions(database: Database, now: () => Date): Suppressions {
  return {
    async recordSuppressions(suppressions, by) {
      const rows = suppressions.map(({name, madeAt, body}) => ({
        id: sha256(canonicalJson(body)),
        suppression: name,
        body,
        made_at: madeAt.toISOString(),
        given_by: storable(by)
      }));
      return record(database, {kind: "suppressions", at: now()}, async (entry) => {
        const added = await entry.write("suppressions", insertSuppressions, [jsonText(rows)]);
        return added.length;
      });
    },
    async suppressions() {
      return database.query<StoredSuppression & Record<string, unknown>>(
        `SELECT suppression AS name, made_at AS "madeAt", body FROM (
          SELECT DISTINCT ON (suppression) * FROM suppressions
          ORDER BY suppression, made_at DESC, id
        ) AS last ORDER BY made_at, id`
      );
    }
  };
}

const insertSuppressions = `INSERT INTO suppressions AS t (id, suppression, body, made_at, given_by)
  SELECT item->>'id', item->>'suppression', item->'body', (item->>'made_at')::timestamptz,
    item->>'given_by'
  FROM jsonb_array_elements($1::jsonb) AS items (item) ON CONFLICT (id) DO NOTHING`;
