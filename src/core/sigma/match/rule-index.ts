import {foldCase} from "../text/pattern.js";
import type {Tree} from "../tree.js";
import {textOf} from "./event.js";
import type {SigmaEvent} from "./event.js";
import {requiredTexts} from "./required-texts.js";
import type {RequiredText} from "./required-texts.js";
import {TextIndex} from "./text-index.js";
import type {FieldNames} from "./tree-matcher.js";

/** A rule of an index. */
export interface IndexedRule {
  tree: Tree;
  /** What the index calls it. */
  place: number;
}

/**
 * Tells which of many rules may match an event: a rule is a candidate if the event has a text that the rule requires. Rules that
 * require none are always candidates. The results of matching stay the same; only rules that cannot match are skipped.
 */
export class RuleIndex {
  private readonly always: number[] = [];
  private readonly fields: {field: string | undefined; index: TextIndex}[] = [];

  constructor(rules: readonly IndexedRule[], names: FieldNames = (field) => field) {
    const required = rules.map(({tree}) => requiredTexts(tree));
    const counts = countTexts(required);
    const fields = new Map<string | undefined, Map<string, {text: string; exact: boolean; items: number[]}>>(); // prettier-ignore
    rules.forEach(({place}, i) => {
      const texts = cheapest(required[i], counts);
      if (!texts) this.always.push(place);
      for (const {field, text, exact} of texts ?? []) {
        const name = field === undefined ? undefined : names(field);
        const ofField = fields.get(name) ?? new Map<string, {text: string; exact: boolean; items: number[]}>(); // prettier-ignore
        fields.set(name, ofField);
        const key = `${exact ? "=" : "*"}${text}`;
        const entry = ofField.get(key) ?? {text, exact, items: []};
        ofField.set(key, entry);
        if (entry.items.at(-1) !== place) entry.items.push(place);
      }
    });
    for (const [field, texts] of fields) this.fields.push({field, index: new TextIndex([...texts.values()])}); // prettier-ignore
  }

  /** Returns the places of the rules that may match *event*, each once, in no order. */
  candidates(event: SigmaEvent): number[] {
    const found = new Set(this.always);
    const add = (items: readonly number[]) => {
      for (const item of items) found.add(item);
    };
    for (const {field, index} of this.fields) {
      const value = field === undefined ? event.text() : event.valueOf(field);
      if (value === undefined || value === null) continue;
      for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
        const text = textOf(item);
        if (text !== undefined) index.search(foldCase(text), add);
      }
    }
    return [...found];
  }
}

/** Returns how many rules require each text. */
function countTexts(required: readonly RequiredText[][][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const lists of required)
    for (const key of new Set(lists.flat().map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function keyOf({field, text, exact}: RequiredText): string {
  return `${field}\n${exact ? "=" : "*"}${text}`;
}

/** Of several lists, the one that events have least often, presumably: what many rules require is frequent, short texts are too. */
function cheapest(
  lists: readonly RequiredText[][],
  counts: ReadonlyMap<string, number>
): RequiredText[] | undefined {
  let best: {texts: RequiredText[]; cost: number} | undefined;
  for (const texts of lists) {
    const cost = texts.reduce((sum, item) => {
      const short = item.exact ? 0 : 5000 / 8 ** item.text.length;
      return sum + counts.get(keyOf(item))! + short;
    }, 0);
    if (!best || cost < best.cost) best = {texts, cost};
  }
  return best?.texts;
}
