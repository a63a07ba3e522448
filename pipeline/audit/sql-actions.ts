import type {Database} from "./database.js";
import type {Action, Actions} from "./decisions.js";
import {record} from "./log.js";
import {jsonText, storable} from "./storable.js";

/** The statement that records an action. */
export const insertAction = `INSERT INTO actions AS t (action, kind, details, acted_by, acted_at)
  SELECT 1 + coalesce(max(action), 0), $1, $2::jsonb, $3, $4 FROM actions`;

/** Returns the actions in *database*. */
export function sqlActions(database: Database): Actions {
  return {
    async recordAction({kind, details, actedBy, actedAt}) {
      await record(database, {kind: "action", at: actedAt}, (entry) =>
        entry.write("actions", insertAction, [
          kind,
          jsonText(details),
          storable(actedBy),
          actedAt.toISOString()
        ])
      );
    },
    async actions() {
      return database.query<Action & Record<string, unknown>>(
        `SELECT kind, details, acted_by AS "actedBy", acted_at AS "actedAt" FROM actions ORDER BY action`
      );
    }
  };
}
