/** A query runner: DuckDB of the pipeline, or that of a browser. */
export interface QueryRunner {
  run(sql: string): Promise<unknown>;

  /** Returns the rows of *sql*; every `?` takes the next of *values*. */
  rows<Row = Record<string, unknown>>(
    sql: string,
    values?: (string | number | boolean | null)[]
  ): Promise<Row[]>;
}
