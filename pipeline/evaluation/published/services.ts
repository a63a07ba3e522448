import {publishedColumns} from "../../../src/core/published/published-columns.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {isService, serviceTableNames} from "../../../src/core/schema/service-tables.js";
import {serviceTables} from "../../../src/core/services/service-columns.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";

/**
 * Fills `published` with each table of services of *silver*: its records in order of time, file and line; empty without any.
 * The files of SILVER are in this order, day by day, so nothing is sorted, and a day is in memory at a time.
 */
export async function createServices(
  session: Session,
  silver: Manifest,
  {stores}: Pick<PhaseContext, "stores">
): Promise<void> {
  for (const table of serviceTableNames) {
    await session.run(`CREATE TABLE published.${table} (${publishedColumns[table]})`);
    const names = serviceTables[table].map(({name}) => name).join(", ");
    for (const path of await localFiles(stores, silver, (path) => isService(path, table))) {
      await session.run(
        `INSERT INTO published.${table} SELECT ${names} FROM read_parquet(${literal(path)}, hive_partitioning = false)`
      );
    }
  }
}
