import {driftOfValues} from "../../../src/core/evaluation/window-drift.js";
import type {Drift} from "../../../src/core/schema/drift.js";
import type {Session} from "../../duckdb/session.js";

/** Returns the drift of the score between the events of the databases a and b, all of each; null if one has none. */
export async function scoreDrift(session: Session): Promise<Drift | null> {
  const [before, after] = [await scoresOf(session, "a"), await scoresOf(session, "b")];
  return before.length > 0 && after.length > 0 ? driftOfValues(before, after) : null;
}

/** Returns the scores of a run, ascending: 8 bytes each. */
async function scoresOf(session: Session, run: "a" | "b"): Promise<Float64Array> {
  const [{n}] = await session.rows<{n: number}>(`SELECT count(*)::DOUBLE AS n FROM ${run}.events`);
  const scores = new Float64Array(n);
  let row = 0;
  for await (const chunk of session.chunks(`SELECT score FROM ${run}.events ORDER BY rank DESC`)) {
    scores.set(chunk.getColumnValues(0) as number[], row);
    row += chunk.rowCount;
  }
  return scores.sort();
}
