/** A place in a file of rules. */
export interface Place {
  file: string;
  /** The line, from 1. */
  line: number;
  /** The column, from 1. */
  column: number;
}

/** What is wrong with a rule, where, and what to do about it. */
export interface Problem extends Place {
  /** The field of the rule, as `detection.selection.Image|endswith`; empty for the document. */
  field: string;
  /** What is wrong; begins with invalid, missing, unknown, unsupported or the like. */
  message: string;
  /** What to do. */
  remedy: string;
  /** A warning does not keep a rule from being used. */
  severity: "error" | "warning";
}

/** A rule that cannot be used; caught where the problems of a file are listed. */
export class RuleError extends Error {
  override readonly name = "RuleError";

  /** The path of the field in the document. */
  readonly path: readonly (string | number)[];
  readonly remedy: string;

  constructor(path: readonly (string | number)[], message: string, remedy: string) {
    super(message);
    this.path = path;
    this.remedy = remedy;
  }
}

/** Returns *problem* as a line: `file:line:column: field: message; remedy`. */
export function problemText({file, line, column, field, message, remedy}: Problem): string {
  return `${file}:${line}:${column}: ${field ? `${field}: ` : ""}${message}${remedy ? `; ${remedy}` : ""}`;
}

const maxShown = 80;

/** Returns *text* from a rule for a message: on one line, without control characters, truncated. */
export function shown(text: string): string {
  const plain = text.replace(/[\p{C}\s]+/gu, " ");
  return plain.length > maxShown ? `${[...plain].slice(0, maxShown).join("")}…` : plain;
}
