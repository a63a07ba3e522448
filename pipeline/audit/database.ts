/** An executor of statements: a connection, or a transaction on one. */
export interface Statements {
  /** Runs one statement and returns its rows; $1, $2, … stand for *values*. */
  query<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;

  /** Runs the statements of a script for their effect. */
  execute(script: string): Promise<void>;
}

/** A PostgreSQL database, wherever it runs: all that the audit needs of one. */
export interface Database extends Statements {
  /** The address, for messages, without secrets. */
  readonly location: string;

  /** Returns what *work* returns; if it rejects, nothing that it did has happened. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>;

  /** Lets go of the database. */
  close(): Promise<void>;
}
