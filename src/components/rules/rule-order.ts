import {levels} from "../../core/sigma/rule.js";
import type {ListedRule} from "../../core/schema/rules.js";

/** The columns that the table of rules can be sorted by, each with the value of a rule; null last. */
const values = {
  level: ({level}: ListedRule) => levels.indexOf(level),
  rule: ({title}: ListedRule) => title.toLowerCase(),
  log: ({log, kind}: ListedRule) => log ?? kind,
  hits: ({hits}: ListedRule) => hits,
  entities: ({entities}: ListedRule) => entities,
  rate: ({ratePerDay}: ListedRule) => ratePerDay,
  alerts: ({alerts, flows}: ListedRule) => (flows > 0 ? alerts / flows : null),
  precision: ({attacks, benign}: ListedRule) =>
    attacks + benign > 0 ? attacks / (attacks + benign) : null,
  incidents: ({incidents}: ListedRule) => incidents
} as const;

/** A column that the table of rules can be sorted by. */
export type RuleColumn = keyof typeof values;

/** The order of rules: a column, and its direction; null for the order in which they matter. */
export type RuleOrder = {column: RuleColumn; descending: boolean} | null;

/** Returns the order that a parameter of the URL names: a column, after a minus if it descends. */
export function readOrder(text: string | null): RuleOrder {
  const name = (text ?? "").replace(/^-/, "");
  const column = (Object.keys(values) as RuleColumn[]).find((key) => key === name);
  return column ? {column, descending: (text ?? "").startsWith("-")} : null;
}

/** Returns an order as a parameter of the URL. */
export function orderText(order: RuleOrder): string | null {
  return order && `${order.descending ? "-" : ""}${order.column}`;
}

/**
 * Returns rules in an order. By default those with hits first, then by level, in each level those above the budget last, then
 * by incidents and hits: what fires too often buries nothing.
 */
export function sortRules(
  rules: readonly ListedRule[],
  order: RuleOrder,
  budgetPerDay: number
): ListedRule[] {
  if (order) {
    const value = values[order.column];
    return [...rules].sort(
      (a, b) => compare(value(a), value(b), order.descending) || a.rule - b.rule
    );
  }
  return [...rules].sort(
    (a, b) =>
      Number(b.hits > 0) - Number(a.hits > 0) ||
      levels.indexOf(b.level) - levels.indexOf(a.level) ||
      Number(a.ratePerDay > budgetPerDay) - Number(b.ratePerDay > budgetPerDay) ||
      b.incidents - a.incidents ||
      b.hits - a.hits ||
      a.rule - b.rule
  );
}

/** Returns the rules in whose title, id, log, level, path or techniques every word of *text* is found, in any case. */
export function filterRules(rules: readonly ListedRule[], text: string): ListedRule[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter(({title, id, log, level, path, techniques, tactics, kind}) => {
    const all = [title, id, log, level, path, kind, ...techniques, ...tactics].join(" ").toLowerCase(); // prettier-ignore
    return words.every((word) => all.includes(word));
  });
}

type Value = string | number | null;

function compare(a: Value, b: Value, descending: boolean): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return (a < b ? -1 : 1) * (descending ? -1 : 1);
}
