import type {Database} from "../../../pipeline/audit/database.js";
import type {Enqueued} from "../../../pipeline/engine/dbos.js";

/** Adds tasks to a queue as DBOS does, for a test in whose process somebody else is the executor. */
export async function enqueueTasks(
  database: Database,
  queue: string,
  version: string,
  items: readonly Enqueued[]
): Promise<void> {
  for (const {id, args, parent} of items)
    await database.transaction(async (statements) => {
      await statements.query(
        `INSERT INTO atalaya_dbos.workflow_status (workflow_uuid, status, name, queue_name, executor_id, application_version,
          application_name, parent_workflow_id, recovery_attempts, priority, serialization, created_at, updated_at)
        VALUES ($1, 'ENQUEUED', 'task', $2, 'test', $3, 'atalaya', $4, 0, 0, 'js_superjson', $5, $5) ON CONFLICT DO NOTHING`,
        [id, queue, version, parent, Date.now()]
      );
      await statements.query(
        `INSERT INTO atalaya_dbos.workflow_input (workflow_uuid, inputs) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
        [id, JSON.stringify({json: args, __dbos_serializer: "superjson"})]
      );
    });
}
