/** A place in the source of an expression. */
export interface Cursor {
  readonly source: string;
  at: number;
}

/** An expression that is invalid, or has what a finite automaton cannot match. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}
