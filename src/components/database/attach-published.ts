import type {AsyncDuckDBConnection} from "@duckdb/duckdb-wasm";
import {foreignEntries} from "../../core/published/catalogue.js";
import {formerTableNames} from "../../core/schema/published-tables.js";
import {arrowRows} from "./arrow-rows.js";

/**
 * Attaches the registered file *name* as the database `published`, to be read only. Its tables can also be
 * read as `lake.…`, as notebooks of earlier versions do; the alias is for one version. Rejects if the file has anything but tables: a view may answer
 * a browser otherwise than it answers `atalaya verify`.
 */
export async function attachPublished(
  connection: AsyncDuckDBConnection,
  name: string
): Promise<void> {
  await connection.query(`ATTACH '${name}' AS published (READ_ONLY)`);
  const [foreign] = await foreignEntries(
    async <Row extends object>(sql: string) => arrowRows<Row>(await connection.query(sql)),
    "published"
  );
  if (foreign !== undefined)
    throw new Error(`changed database: ${name} has ${foreign}; build the site again`);
  await connection.query("ATTACH ':memory:' AS lake");
  const tables = arrowRows<{name: string}>(
    await connection.query(
      "SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'published'"
    )
  );
  for (const {name: table} of tables) {
    const former = Object.keys(formerTableNames).filter((name) => formerTableNames[name] === table);
    for (const name of [table, ...former])
      await connection.query(`CREATE VIEW lake."${name}" AS FROM published."${table}"`);
  }
}
