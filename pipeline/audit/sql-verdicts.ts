import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Database} from "./database.js";
import type {Verdict, Verdicts} from "./decisions.js";
import {record} from "./log.js";
import {jsonText, storable} from "./storable.js";

/**
 * A row of the table, by its column names. `judged_by` and `judged_at` are legacy names of a verdict’s
 * author and time: the log holds rows by column name, so that columns are never renamed (decision 0024).
 */
interface VerdictRow {
  id: string;
  file_sha256: string | null;
  line: number | null;
  event_id: string | null;
  verdict: Verdict["verdict"];
  note: string;
  judged_by: string;
  judged_at: string;
}

/** Returns the verdicts in *database*. */
export function sqlVerdicts(database: Database, now: () => Date): Verdicts {
  return {
    async recordVerdicts(verdicts) {
      const rows = verdicts.map(rowOf);
      return record(database, {kind: "verdicts", at: now()}, async (entry) => {
        const added = await entry.write("verdicts", insertVerdicts, [
          jsonText(rows as unknown as Json)
        ]);
        return added.length;
      });
    },
    async verdicts() {
      const rows = await database.query<VerdictRow & {judged_at: Date}>(
        `SELECT * FROM (
          SELECT DISTINCT ON (file_sha256, line, event_id) * FROM verdicts
          ORDER BY file_sha256, line, event_id, judged_at DESC, id
        ) AS last ORDER BY judged_at, id`
      );
      return rows.map(verdictOf);
    }
  };
}

const insertVerdicts = `INSERT INTO verdicts AS t
    (id, file_sha256, line, event_id, verdict, note, judged_by, judged_at)
  SELECT item->>'id', item->>'file_sha256', (item->>'line')::bigint, item->>'event_id',
    item->>'verdict', item->>'note', item->>'judged_by', (item->>'judged_at')::timestamptz
  FROM jsonb_array_elements($1::jsonb) AS items (item) ON CONFLICT (id) DO NOTHING`;

function rowOf(verdict: Verdict): VerdictRow {
  const row = {
    file_sha256: "fileSha256" in verdict ? verdict.fileSha256 : null,
    line: "fileSha256" in verdict ? verdict.line : null,
    event_id: "eventId" in verdict ? storable(verdict.eventId) : null,
    verdict: verdict.verdict,
    note: storable(verdict.note),
    judged_by: storable(verdict.by),
    judged_at: verdict.at.toISOString()
  };
  return {id: sha256(canonicalJson(row)), ...row};
}

function verdictOf(row: VerdictRow & {judged_at: Date}): Verdict {
  const {file_sha256: fileSha256, line, event_id: eventId, verdict, note} = row;
  const key = fileSha256 === null ? {eventId: eventId ?? ""} : {fileSha256, line: line ?? 0};
  return {...key, verdict, note, by: row.judged_by, at: row.judged_at};
}
