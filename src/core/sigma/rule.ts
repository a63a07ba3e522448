import type {Level} from "../schema/rule-words.js";
import type {RuleWindow} from "../schema/rules.js";
import type {Place} from "./parse/problem.js";
import type {Tree} from "./tree.js";

export {correlationTypes, levels} from "../schema/rule-words.js";
export type {CorrelationType, Level} from "../schema/rule-words.js";

/** What a rule is for: the logs of a category, a product or a service; undefined for any. */
export interface LogSource {
  category?: string;
  product?: string;
  service?: string;
}

/** What every document of a file of rules has. */
export interface Head {
  title: string;
  /** A UUID, or undefined. */
  id?: string;
  /** A name that correlation rules refer to. */
  name?: string;
  description?: string;
  status?: string;
  level?: Level;
  /** Tags as `attack.t1046`. */
  tags: string[];
  falsepositives: string[];
  references: string[];
  author?: string;
  /** Where the document begins. */
  place: Place;
  /** The text of the document as it stands in the file. */
  text: string;
}

/** A rule for single events. */
export interface DetectionRule extends Head {
  kind: "rule";
  logsource: LogSource;
  tree: Tree;
}

/** A rule for several events in a span of time. */
export interface CorrelationRule extends Head {
  kind: "correlation";
  correlation: Correlation;
}

/** A condition that is added to rules: a hit of those has to meet it too. */
export interface FilterRule extends Head {
  kind: "filter";
  logsource: LogSource;
  /** The ids and names of the rules. */
  rules: string[];
  tree: Tree;
}

export type Rule = DetectionRule | CorrelationRule;

/** What a correlation rule asks of the events in a window, of one group. */
export interface Correlation extends RuleWindow {
  /** The ids or names of the rules whose hits are correlated, in order. */
  rules: string[];
  /** By alias and rule, the field of its events that the alias stands for. */
  aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The fields whose values are measured. */
  fields: string[];
  /** Of value_percentile, which one, from 0 to 100; undefined to measure the share of a value in percent. */
  percentile?: number;
  /** Whether hits of the correlated rules are hits of their own too. */
  generate: boolean;
}

/** Returns what hits call *rule*: its id, else its name, else its title. */
export function ruleKey({id, name, title}: Pick<Head, "id" | "name" | "title">): string {
  return id ?? name ?? title;
}

/** Returns *logsource* in words, as `product windows, category process_creation`. */
export function logSourceText({product, category, service}: LogSource): string {
  const parts = Object.entries({product, category, service}).filter(([, value]) => value);
  return parts.map(([name, value]) => `${name} ${value}`).join(", ") || "any log";
}
