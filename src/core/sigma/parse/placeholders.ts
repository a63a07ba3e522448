import {joinParts, parsePattern} from "../text/pattern.js";
import type {Pattern} from "../text/pattern.js";
import {shown} from "./problem.js";
import type {Operand} from "./operand.js";

/** The values of placeholders, by their names without percent signs. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

const maxExpanded = 1000;

/** Returns *operand* with its placeholders (`%name%`) replaced by each of their values; throws a RangeError for an unknown one. */
export function expandPlaceholders(
  {original, cased}: Operand & {kind: "text"},
  placeholders: Placeholders
): Operand {
  let patterns: Pattern[] = [[]];
  for (const {text, name} of piecesOf(original)) {
    const values = name === undefined ? [text] : valuesOf(name, placeholders);
    if (patterns.length * values.length > maxExpanded)
      throw new RangeError(`expanded to more than ${maxExpanded} values`);
    patterns = patterns.flatMap((pattern) =>
      values.map((value) => joinParts([...pattern, ...parsePattern(value)]))
    );
  }
  const operands = patterns.map((pattern): Operand => ({kind: "text", pattern, original, cased}));
  return operands.length === 1 ? operands[0] : {kind: "any", operands};
}

function valuesOf(name: string, placeholders: Placeholders): readonly string[] {
  const values = Object.hasOwn(placeholders, name) ? placeholders[name] : [];
  if (values.length === 0) throw new RangeError(`unknown placeholder: %${shown(name)}%`);
  return values;
}

/** A percent sign after a backslash is itself. */
function piecesOf(value: string): {text: string; name?: string}[] {
  const pieces: {text: string; name?: string}[] = [];
  let text = "";
  for (let i = 0; i < value.length;) {
    const match = value[i] === "%" ? /^%([^%\\]+)%/.exec(value.slice(i, i + 300)) : null;
    if (match) {
      pieces.push({text}, {text: match[0], name: match[1]});
      text = "";
      i += match[0].length;
    } else if (value.startsWith("\\%", i)) {
      text += "%";
      i += 2;
    } else text += value[i++];
  }
  return [...pieces, {text}];
}
