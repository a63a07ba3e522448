import {modelFeatures} from "../../../src/core/features/list.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {readMatrix} from "../../../pipeline/duckdb/matrix.js";
import {literals, openSession} from "../../../pipeline/duckdb/session.js";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {localFiles} from "../../../pipeline/artifacts/artifacts.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {testContext} from "../../pipeline/ingestion/test-context.js";

/** Rows of the synthetic feed, in the order of time. */
export interface FeedRows {
  /** The features that models are trained on. */
  matrix: Matrix;

  /** What each flow is: the kind of attack, or an empty text. */
  kinds: string[];
}

/** Returns the rows of the synthetic feed of *flows* flows in 14 days, through ingestion and SILVER. */
export async function feedRows(flows: number, seed: number): Promise<FeedRows> {
  const context = await testContext();
  const raw = await ingest({kind: "synthetic", flows, days: 14, seed, difficulty: 0}, context);
  const {manifest} = await transform(raw.manifest, context);
  const paths = await localFiles(context.stores, manifest, (path) =>
    path.endsWith("/features.parquet")
  );
  const session = await openSession({scratch: context.scratch});
  try {
    const from = `FROM read_parquet(${literals(paths)})`;
    const order = "ORDER BY time, event_id";
    const columns = modelFeatures.map(({name}) => name).join(", ");
    const sql = `SELECT ${columns} ${from} ${order}`;
    const matrix = await readMatrix(session, sql, modelFeatures.length, flows);
    const kinds = await session.rows<{kind: string}>(
      `SELECT CASE WHEN label LIKE 'Malicious%' THEN detailed_label ELSE '' END AS kind ${from} ${order}`
    );
    return {matrix, kinds: kinds.map(({kind}) => kind)};
  } finally {
    session.close();
  }
}
