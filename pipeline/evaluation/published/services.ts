import {publishedColumns} from "../../../src/core/published/published-columns.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {isService, serviceTableNames} from "../../../src/core/schema/service-tables.js";
import {serviceTables} from "../../../src/core/services/service-columns.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {literals} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";

/** The rows that are read at once at most, unless a day has more. */
const maxBatch = 1_000_000;

/**
 * Fills `published` with each table of services of *silver*: its records in order of time, file and line; empty without any.
 * The files of SILVER are in this order, day by day, so nothing is sorted, and as many days are read at once as have few rows.
 */
export async function createServices(
  session: Session,
  silver: Manifest,
  {stores}: Pick<PhaseContext, "stores">
): Promise<void> {
  const steps = serviceTableNames.map((table) => `CREATE TABLE published.${table} (${publishedColumns[table]})`); // prettier-ignore
  for (const table of serviceTableNames) {
    const names = serviceTables[table].map(({name}) => name).join(", ");
    const paths = await localFiles(stores, silver, (path) => isService(path, table));
    const rows = silver.files.filter(({path}) => isService(path, table)).map((file) => file.rows ?? 0); // prettier-ignore
    for (const some of batches(paths, rows))
      steps.push(`INSERT INTO published.${table} SELECT ${names} FROM read_parquet(${literals(some)}, hive_partitioning = false)`); // prettier-ignore
  }
  await session.run(["BEGIN", ...steps, "COMMIT"].join("; "));
}

/** Returns *paths* in their order, in batches of at most `maxBatch` *rows*. */
function batches(paths: readonly string[], rows: readonly number[]): string[][] {
  const found: string[][] = [];
  let sum = Infinity;
  paths.forEach((path, i) => {
    sum += rows[i];
    if (sum > maxBatch) {
      found.push([]);
      sum = rows[i];
    }
    found.at(-1)!.push(path);
  });
  return found;
}
