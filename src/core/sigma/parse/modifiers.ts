import {base64, base64Offsets, utf16, utf8} from "../text/encodings.js";
import {parseNetwork} from "../text/network.js";
import {anyText, joinParts, maybeText} from "../text/pattern.js";
import type {Part} from "../text/pattern.js";
import type {Comparison, TimePart} from "../tree.js";
import {dashPattern} from "./dashes.js";
import {expandPlaceholders} from "./placeholders.js";
import type {Placeholders} from "./placeholders.js";
import type {Operand} from "./operand.js";

/** What a modifier knows beside the value. */
export interface ModifierContext {
  /** The modifiers that were applied before. */
  applied: readonly string[];
  placeholders: Placeholders;
}

/** Applies a modifier; returns undefined if it cannot be applied to *operand*; throws a RangeError that names why. */
export type Modifier = (operand: Operand, context: ModifierContext) => Operand | undefined;

/** The modifiers of lists of values, applied to the item as a unit. */
export const listModifiers = ["all", "neq"];

const first =
  (apply: Modifier): Modifier =>
  (operand, context) => {
    const {applied} = context;
    if (applied.length > 0) throw new RangeError(`not possible after ${applied.at(-1)}`);
    return apply(operand, context);
  };

/** Returns the modifier that puts wildcards around a text. */
function around(before: boolean, after: boolean): Modifier {
  return (operand) => {
    if (operand.kind === "test" && operand.test.kind === "same") {
      const {startsWith, endsWith, ...test} = operand.test;
      return {
        kind: "test",
        test: {...test, startsWith: startsWith || after, endsWith: endsWith || before}
      };
    }
    const text = asText(operand);
    if (!text) return undefined;
    const parts: Part[] = [...text.pattern];
    if (before) parts.unshift(anyText);
    if (after) parts.push(anyText);
    return {...text, pattern: joinParts(parts)};
  };
}

type TextOperand = Operand & {kind: "text"};

function asText(operand: Operand): TextOperand | undefined {
  if (operand.kind === "text") return operand;
  if (operand.kind !== "bytes") return undefined;
  const {text, cased} = operand;
  if (text === undefined) throw new RangeError("not possible with letters beyond ASCII");
  return {kind: "text", pattern: joinParts([text]), original: text, cased};
}

function encoding(encode: (text: string) => Uint8Array, mark = ""): Modifier {
  return (operand) => {
    if (operand.kind !== "text") return undefined;
    const text = maybeText(operand.pattern);
    const readable = (part: string) =>
      /^[\0-\x7f]*$/.test(part) ? String.fromCharCode(...encode(part)) : undefined;
    if (text === undefined) {
      const parts = operand.pattern.map((part) => (typeof part === "string" ? readable(part) : part)); // prettier-ignore
      if (parts.includes(undefined)) throw new RangeError("not possible with letters beyond ASCII");
      return {...operand, pattern: joinParts([mark, ...(parts as Part[])])};
    }
    const plain = readable(text);
    const bytes = encode(mark + text);
    return {kind: "bytes", bytes, text: plain === undefined ? undefined : mark + plain, cased: operand.cased}; // prettier-ignore
  };
}

function inBase64(encode: (bytes: Uint8Array) => string[]): Modifier {
  return (operand) => {
    if (operand.kind !== "text" && operand.kind !== "bytes") return undefined;
    const text = operand.kind === "text" ? maybeText(operand.pattern) : "";
    if (text === undefined) throw new RangeError("not possible with wildcards");
    const bytes = operand.kind === "bytes" ? operand.bytes : utf8(text);
    const texts = encode(bytes).map(
      (original): Operand => ({kind: "text", pattern: joinParts([original]), original, cased: operand.cased}) // prettier-ignore
    );
    return texts.length === 1 ? texts[0] : {kind: "any", operands: texts};
  };
}

function comparing(comparison: Comparison): Modifier {
  return (operand) => {
    if (operand.kind === "number")
      return {kind: "test", test: {kind: "compare", comparison, value: operand.value}};
    if (operand.kind !== "test" || operand.test.kind !== "time") return undefined;
    return {kind: "test", test: {...operand.test, comparison}};
  };
}

function ofTime(part: TimePart): Modifier {
  return first((operand) => {
    if (operand.kind !== "number" || !Number.isInteger(operand.value)) return undefined;
    return {kind: "test", test: {kind: "time", part, comparison: "eq", value: operand.value}};
  });
}

function flag(name: "i" | "m" | "s"): Modifier {
  return (operand) =>
    operand.kind === "regex" ? {...operand, flags: {...operand.flags, [name]: true}} : undefined;
}

/** The modifiers of single values, by name. */
export const modifiers: Readonly<Record<string, Modifier>> = {
  contains: around(true, true),
  startswith: around(false, true),
  endswith: around(true, false),
  cased: (operand) => {
    const text = asText(operand);
    return text && {...text, cased: true};
  },
  re: first((operand) =>
    operand.kind === "text" ? {kind: "regex", source: operand.original, flags: {}} : undefined
  ),
  i: flag("i"),
  m: flag("m"),
  s: flag("s"),
  ignorecase: flag("i"),
  multiline: flag("m"),
  dotall: flag("s"),
  cidr: first((operand) =>
    operand.kind === "text"
      ? {kind: "test", test: {kind: "network", network: parseNetwork(operand.original)}}
      : undefined
  ),
  exists: first((operand) =>
    operand.kind === "boolean"
      ? {kind: "test", test: {kind: "exists", exists: operand.value}}
      : undefined
  ),
  fieldref: first((operand) => {
    if (operand.kind !== "text") return undefined;
    const field = maybeText(operand.pattern);
    if (!field) throw new RangeError("not possible with wildcards");
    return {kind: "test", test: {kind: "same", field, startsWith: false, endsWith: false}};
  }),
  expand: (operand, {placeholders}) =>
    operand.kind === "text" ? expandPlaceholders(operand, placeholders) : undefined,
  windash: (operand) =>
    operand.kind === "text" ? {...operand, pattern: dashPattern(operand.pattern)} : undefined,
  base64: inBase64((bytes) => [base64(bytes)]),
  base64offset: inBase64(base64Offsets),
  wide: encoding(utf16),
  utf16le: encoding(utf16),
  utf16be: encoding((text) => utf16(text, true)),
  utf16: encoding(utf16, "\uFEFF"),
  lt: comparing("lt"),
  lte: comparing("lte"),
  gt: comparing("gt"),
  gte: comparing("gte"),
  minute: ofTime("minute"),
  hour: ofTime("hour"),
  day: ofTime("day"),
  week: ofTime("week"),
  month: ofTime("month"),
  year: ofTime("year")
};
