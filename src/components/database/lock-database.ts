import type {AsyncDuckDBConnection} from "@duckdb/duckdb-wasm";

/**
 * Disables for all connections of the database what no query of a reader needs: files beyond those attached, URLs,
 * extensions, and changes of these settings. Bounds its memory to *megabytes*, 1,500 by default.
 */
export async function lockDatabase(
  connection: AsyncDuckDBConnection,
  megabytes = 1500
): Promise<void> {
  for (const setting of [
    `memory_limit = '${megabytes}MB'`,
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true"
  ]) {
    await connection.query(`SET ${setting}`);
  }
}
