import type {AsyncDuckDBConnection} from "@duckdb/duckdb-wasm";

/** A queue of one: what is given to it runs alone, in the order of the calls. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Returns a queue of one. A connection answers one query at a time, and a page asks for more. */
export function turns(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}

/**
 * Takes from *connection*, and from every other of its database, what no cell needs: files beyond those
 * attached, addresses, extensions, and the way back. Bounds its memory to *megabytes*.
 */
export async function lock(connection: AsyncDuckDBConnection, megabytes: number): Promise<void> {
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
