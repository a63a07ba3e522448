import type {LinkedCorrelation} from "../link-rules.js";
import type {Mapping} from "../mappings/mapping.js";
import {mappings} from "../mappings/registry.js";
import {CorrelationWriter} from "./correlation-writer.js";
import type {MatchedSql, QueryPart, WindowNode} from "./correlation-writer.js";
import {sqlName} from "./literal.js";
import {defaultTables, recordSql} from "./rule-query.js";
import type {RecordSql, TableNames} from "./rule-query.js";

/** What a correlation is run on. */
export interface CorrelationTables {
  /** The names of the tables; defaults to those that are published. */
  tables?: TableNames;
  /** The mappings that rules are placed by; defaults to those of the product. */
  among?: readonly Mapping[];
  /** The expression that tells the records of a table apart; defaults to the event of a flow, and the row of another log. */
  record?: RecordSql;
  /** The rows of a table that a rule for single events has; defaults to its test on the table. */
  matched?: MatchedSql;
}

/** How a correlation is computed, step by step. */
export interface CorrelationPlan {
  /** The parts in their order: each reads those before it. */
  parts: QueryPart[];
  /** The windows that meet the correlation, and what they were measured over. */
  root: WindowNode;
}

/** Returns the steps of the windows of *linked*, as `correlationQuery` has them in one query. Throws a PlacementError. */
export function planCorrelation(
  linked: LinkedCorrelation,
  {tables = defaultTables, among = mappings, record = recordSql, matched}: CorrelationTables = {}
): CorrelationPlan {
  const writer = new CorrelationWriter({tables, among, record, matched});
  const root = writer.windows(linked, []);
  return {parts: writer.parts, root};
}

/**
 * Returns the query of the windows of *linked*: `since` and `until` in microseconds since 1970, `g0`, `g1`, … the values
 * of group-by in lower case, `measure`; in their order. Throws a PlacementError.
 */
export function correlationQuery(
  linked: LinkedCorrelation,
  options: CorrelationTables = {}
): string {
  const {parts, root} = planCorrelation(linked, options);
  const order = [...root.groups, "until"].join(", ");
  const steps = parts.map(({name, sql}) => `${sqlName(name)} AS (${sql})`);
  return `WITH\n${steps.join(",\n")}\nSELECT * FROM ${sqlName(root.windows)} ORDER BY ${order}`;
}
