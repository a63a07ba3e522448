import {
  exploreSql,
  publishedExplore,
  valuesSql
} from "../../../src/core/published/pages/explore.js";
import type {Session} from "../../duckdb/session.js";

/** Creates the tables `explore` and `explore_values` of the database `published`, which hold what filters need and nothing else. */
export async function createExplore(session: Session, threshold: number): Promise<void> {
  const {explore, values} = publishedExplore;
  await session.run(`CREATE TABLE ${values} AS ${valuesSql}`);
  await session.run(`CREATE TABLE ${explore} AS ${await exploreSql(session, threshold, values)}`);
}
