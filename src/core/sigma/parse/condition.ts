import {allOf, anyOf} from "../tree.js";
import type {Tree} from "../tree.js";
import {shown} from "./problem.js";

const maxLength = 20_000;
const maxDepth = 100;

/** A condition that is invalid or unsupported; the message ends with the remedy. */
export class ConditionError extends Error {
  override readonly name = "ConditionError";
}

/**
 * Returns the tree of *condition*, in which each name stands for its tree in *identifiers*. From least to most binding:
 * `or`, `and`, `not`, `1 of` and `all of`, parentheses. Throws a ConditionError.
 */
export function parseCondition(condition: string, identifiers: ReadonlyMap<string, Tree>): Tree {
  if (condition.includes("|"))
    throw new ConditionError("unsupported aggregation after |; write a correlation rule");
  if (condition.length > maxLength)
    throw new ConditionError(`too long: ${condition.length} characters; at most ${maxLength}`);
  const tokens = condition.match(/[()]|[^\s()]+/g) ?? [];
  const parser = new ConditionParser(tokens, identifiers);
  return parser.parse();
}

class ConditionParser {
  private readonly tokens: readonly string[];
  private readonly identifiers: ReadonlyMap<string, Tree>;
  private at = 0;

  constructor(tokens: readonly string[], identifiers: ReadonlyMap<string, Tree>) {
    this.tokens = tokens;
    this.identifiers = identifiers;
  }

  parse(): Tree {
    const tree = this.or(0);
    if (this.at < this.tokens.length)
      throw new ConditionError(`unexpected ${shown(this.tokens[this.at])}; join names by and, or`);
    return tree;
  }

  private or(depth: number): Tree {
    const nodes = [this.and(depth)];
    while (this.next("or")) nodes.push(this.and(depth));
    return anyOf(nodes);
  }

  private and(depth: number): Tree {
    const nodes = [this.not(depth)];
    while (this.next("and")) nodes.push(this.not(depth));
    return allOf(nodes);
  }

  private not(depth: number): Tree {
    if (depth > maxDepth) throw new ConditionError(`nested too deeply; at most ${maxDepth}`);
    return this.next("not") ? {kind: "not", node: this.not(depth + 1)} : this.primary(depth);
  }

  private primary(depth: number): Tree {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new ConditionError("incomplete; name a search identifier");
    if (token === "(") {
      const tree = this.or(depth + 1);
      if (!this.next(")")) throw new ConditionError("missing ); close the parenthesis");
      return tree;
    }
    if (this.tokens[this.at]?.toLowerCase() === "of") return this.quantified(token);
    const tree = this.identifiers.get(token);
    if (!tree)
      throw new ConditionError(`unknown search identifier: ${shown(token)}; detection does not have it`); // prettier-ignore
    return tree;
  }

  private quantified(quantifier: string): Tree {
    ++this.at;
    const pattern = this.tokens[this.at++];
    if (pattern === undefined || "()".includes(pattern))
      throw new ConditionError("incomplete; name search identifiers after of");
    const word = quantifier.toLowerCase();
    if (!["1", "any", "all"].includes(word))
      throw new ConditionError(
        `unsupported quantifier: ${shown(quantifier)} of; use 1, any or all`
      );
    const nodes = this.matching(pattern);
    if (nodes.length === 0)
      throw new ConditionError(`unknown search identifiers: ${shown(pattern)}; detection has none of that name`); // prettier-ignore
    return word === "all" ? allOf(nodes) : anyOf(nodes);
  }

  /** Names that begin with an underscore are for others to refer to, unless the pattern begins with one too. */
  private matching(pattern: string): Tree[] {
    const parts = pattern === "them" ? ["", ""] : pattern.split("*");
    return [...this.identifiers]
      .filter(([name]) => (pattern.startsWith("_") || !name.startsWith("_")) && fits(name, parts))
      .map(([, tree]) => tree);
  }

  private next(word: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== word) return false;
    ++this.at;
    return true;
  }
}

/** Returns whether *name* has the *parts* of a pattern in order, the first at its start, the last at its end. */
function fits(name: string, parts: readonly string[]): boolean {
  if (parts.length === 1) return name === parts[0];
  const [first, ...rest] = parts;
  const last = rest.pop()!;
  if (!name.startsWith(first) || !name.slice(first.length).endsWith(last)) return false;
  let middle = name.slice(first.length, name.length - last.length);
  for (const part of rest) {
    const at = middle.indexOf(part);
    if (at < 0) return false;
    middle = middle.slice(at + part.length);
  }
  return true;
}
