import {DuckDBInstance} from "@duckdb/node-api";
import type {DuckDBConnection, DuckDBDataChunk, DuckDBValue} from "@duckdb/node-api";

/** A value that may be bound to a parameter of a statement. */
export type Bindable = DuckDBValue;

/** A connection to an in-memory DuckDB that may spill to disk. */
export interface Session {
  /** Runs a statement for its effect. */
  run(sql: string, values?: Bindable[]): Promise<void>;

  /** Returns the rows of a query as objects; for results that are small. */
  rows<Row = Record<string, unknown>>(sql: string, values?: Bindable[]): Promise<Row[]>;

  /**
   * Yields the result of a query chunk by chunk (2,048 rows or fewer); for results that are large. It
   * has a connection of its own: other statements may run meanwhile, and temporary tables are not seen.
   * An error in the middle ends it early and is not told (@duckdb/node-api 1.5.5): count the rows.
   */
  chunks(sql: string, values?: Bindable[]): AsyncIterable<DuckDBDataChunk>;

  /** The connection itself, for appenders. */
  readonly connection: DuckDBConnection;

  /**
   * Returns what *work* returns, which gets a connection of its own to the same database: its statements run beside those of
   * others, and its temporary tables are seen by itself alone.
   */
  beside<T>(work: (session: Session) => Promise<T>): Promise<T>;

  /** Closes the database; on a connection of its own, that connection. */
  close(): void;
}

/** The options of opening a session. */
export interface SessionOptions {
  /** The folder to spill to; required, so that nothing is left elsewhere. */
  scratch: string;

  /** The number of threads; defaults to 1. */
  threads?: number;

  /** The memory that the database may take before it spills; defaults to 1 GiB. */
  memoryLimit?: string;
}

/**
 * Opens a session on an in-memory database, in UTC, in insertion order, with extensions off: nothing
 * is fetched, and what comes out does not depend on the number of threads.
 */
export async function openSession({
  scratch,
  threads = 1,
  memoryLimit = "1GiB"
}: SessionOptions): Promise<Session> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(threads),
    memory_limit: memoryLimit,
    temp_directory: scratch,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    preserve_insertion_order: "true"
  });
  return sessionOn(instance, await instance.connect(), () => instance.closeSync());
}

function sessionOn(
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  afterClose: () => void
): Session {
  return {
    connection,
    async run(sql, values) {
      await connection.run(sql, values);
    },
    async rows<Row>(sql: string, values?: Bindable[]) {
      const reader = await connection.runAndReadAll(sql, values);
      return reader.getRowObjectsJS() as Row[];
    },
    async *chunks(sql, values) {
      const own = await instance.connect(); // on a shared one, any other statement ends the stream early
      try {
        const result = await own.stream(sql, values);
        for (;;) {
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) return;
          yield chunk;
        }
      } finally {
        own.closeSync();
      }
    },
    async beside(work) {
      const own = sessionOn(instance, await instance.connect(), () => undefined);
      try {
        return await work(own);
      } finally {
        own.close();
      }
    },
    close() {
      connection.closeSync();
      afterClose();
    }
  };
}

/** Returns *text* as a SQL string literal, for the places where DuckDB takes no parameter (paths). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns *paths* as a SQL list of string literals. */
export function literals(paths: string[]): string {
  return `[${paths.map(literal).join(", ")}]`;
}
