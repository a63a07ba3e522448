import type {Expression} from "../regex/expression.js";
import {foldCase, foldPattern, maybeText} from "../text/pattern.js";
import type {Pattern} from "../text/pattern.js";
import type {Test, Tree} from "../tree.js";

/** A text that the value of a field has to have, in the form of `foldCase`. */
export interface RequiredText {
  /** The field, by the name that the rule has for it; undefined for the texts of all values. */
  field: string | undefined;
  text: string;
  /** Whether the value is the text; otherwise it contains it. */
  exact: boolean;
}

/** The alternatives beyond which a list is not worth an index. */
const maxAlternatives = 5000;

/**
 * Returns, for each condition that an event has to meet for *tree* to be true, the texts of which it has to have at least one;
 * empty if there is no such condition: then the tree may be true of any event.
 */
export function requiredTexts(tree: Tree): RequiredText[][] {
  switch (tree.kind) {
    case "constant":
      return tree.value ? [] : [[]];
    case "not":
      return [];
    case "and":
      return tree.nodes.flatMap(requiredTexts);
    case "or": {
      const each = tree.nodes.map((node) => fewest(requiredTexts(node)));
      if (each.some((texts) => texts === undefined)) return [];
      const all = (each as RequiredText[][]).flat();
      return all.length > maxAlternatives ? [] : [all];
    }
    case "field":
      return alternatives(tree.test).map((texts) => texts.map((text) => ({field: tree.field, ...text}))); // prettier-ignore
    case "keyword":
      return alternatives(tree.test).map((texts) => texts.map((text) => ({field: undefined, ...text}))); // prettier-ignore
  }
}

/** Of several lists, the one whose shortest text is the longest; of these, the one with the fewest. */
function fewest(lists: readonly RequiredText[][]): RequiredText[] | undefined {
  let best: RequiredText[] | undefined;
  for (const list of lists)
    if (!best || shortest(list) > shortest(best) || (shortest(list) === shortest(best) && list.length < best.length)) best = list; // prettier-ignore
  return best;
}

function shortest(texts: readonly RequiredText[]): number {
  return texts.reduce((least, {text, exact}) => Math.min(least, exact ? 100 : text.length), 1000);
}

type Alternative = Omit<RequiredText, "field">;

/** Returns the texts of which a value that meets *test* has one, in a list; no list if they are not known. */
function alternatives(test: Test): Alternative[][] {
  switch (test.kind) {
    case "text":
      // Half a character has no other case, and the complete one may: what is found with case could be missed.
      return test.cased && test.pattern.some((part) => /[\ud800-\udfff]/.test(String(part))) ? [] : ofPattern(foldPattern(test.pattern)); // prettier-ignore
    case "number":
      return [[{text: foldCase(String(test.value)), exact: true}]];
    case "boolean":
      return [[test.value, Number(test.value)].map((value) => ({text: String(value), exact: true}))]; // prettier-ignore
    case "regex":
      return ofExpression(test.expression).map((texts) => texts.map((text) => ({text, exact: false}))); // prettier-ignore
    case "compare":
    case "exists":
    case "network":
    case "null":
    case "same":
    case "time":
      return [];
  }
}

function ofPattern(pattern: Pattern): Alternative[][] {
  const exact = maybeText(pattern);
  if (exact !== undefined) return [[{text: exact, exact: true}]];
  const longest = pattern.reduce<string>(
    (best, part) => (typeof part === "string" && part.length > best.length ? part : best),
    ""
  );
  return longest === "" ? [] : [[{text: longest, exact: false}]];
}

/** Of a sequence, the longest run of single characters; of a choice, one run of each. */
function ofExpression(expression: Expression): string[][] {
  switch (expression.kind) {
    case "set":
    case "assertion":
      return [];
    case "repeat":
      return expression.min > 0 ? ofExpression(expression.item) : [];
    case "choice": {
      const each = expression.items.map((item) => best(ofExpression({kind: "sequence", items: [item]}))); // prettier-ignore
      return each.some((texts) => texts === undefined) ? [] : [(each as string[][]).flat()];
    }
    case "sequence": {
      const found: string[][] = [];
      let run = "";
      for (const item of flattened(expression)) {
        const character = characterOf(item);
        if (character !== undefined) run += character;
        else {
          if (run !== "") found.push([run]);
          run = "";
          found.push(...ofExpression(item));
        }
      }
      if (run !== "") found.push([run]);
      return found;
    }
  }
}

function flattened(expression: Expression): Expression[] {
  return expression.kind === "sequence" ? expression.items.flatMap(flattened) : [expression];
}

function best(lists: readonly string[][]): string[] | undefined {
  const length = (texts: readonly string[]) => Math.min(...texts.map((text) => text.length));
  return lists.reduce<string[] | undefined>(
    (longest, texts) => (!longest || length(texts) > length(longest) ? texts : longest),
    undefined
  );
}

/** Returns the character, folded, that *expression* is in any case of letters; undefined if it is another. */
function characterOf(expression: Expression): string | undefined {
  if (expression.kind !== "set") return undefined;
  const folded = new Set<string>();
  for (const [from, to] of expression.ranges) {
    if (to - from > 2 || to > 127) return undefined;
    for (let point = from; point <= to; ++point) folded.add(foldCase(String.fromCharCode(point)));
  }
  return folded.size === 1 ? [...folded][0] : undefined;
}
