import type {Flags} from "../regex/parse-expression.js";
import type {Pattern} from "../text/pattern.js";
import type {Test} from "../tree.js";

/** A value of a rule while its modifiers are applied, one after the other. */
export type Operand =
  | {kind: "text"; pattern: Pattern; original: string; cased: boolean}
  /** A text that was encoded; *text* is undefined if the bytes are those of no text that could be searched for. */
  | {kind: "bytes"; bytes: Uint8Array; text: string | undefined; cased: boolean}
  | {kind: "number"; value: number}
  | {kind: "boolean"; value: boolean}
  | {kind: "null"}
  | {kind: "regex"; source: string; flags: Flags}
  | {kind: "test"; test: Test}
  /** Alternatives that one value was expanded to. */
  | {kind: "any"; operands: Operand[]};

/** The words for the kinds of operands, in messages. */
export const operandNames: Readonly<Record<Operand["kind"], string>> = {
  text: "a text",
  bytes: "an encoded text",
  number: "a number",
  boolean: "true or false",
  null: "null",
  regex: "a regular expression",
  test: "a test",
  any: "alternatives"
};
