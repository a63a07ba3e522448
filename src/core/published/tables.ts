/** A value that a query is given. */
export type Cell = string | number | boolean | null;

/**
 * What answers queries over the published tables, in the schema `published`: DuckDB of the pipeline as it
 * publishes them, and DuckDB of a reader’s browser as it checks them.
 */
export interface Tables {
  /** Returns the rows of *sql* as objects; every `?` takes the next of *values*. For results that are small. */
  rows<Row = Record<string, unknown>>(sql: string, values?: Cell[]): Promise<Row[]>;
}
