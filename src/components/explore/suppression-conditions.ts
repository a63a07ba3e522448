import type {ExprNode} from "@uwdata/mosaic-sql";
import {literal, sql} from "@uwdata/mosaic-sql";
import {isAddress} from "../../core/readers/address.js";
import {numberFields} from "../../core/suppressions/condition.js";
import type {Condition, SqlCondition} from "../../core/suppressions/condition.js";
import type {OfferedCondition} from "../records/suppression-form.js";
import type {Dimension} from "./dimensions.js";
import {readFilters} from "./filter-state.js";

/** Returns SQL with parameters as an expression, its values as escaped literals. */
export function expressionOf({sql: text, parameters}: SqlCondition): ExprNode {
  const parts = `(${text})`.split("?"); // a ? is nothing but a parameter there
  return sql(Object.assign([...parts], {raw: parts}), ...parameters.map((value) => literal(value)));
}

const picked = {service: "service", port: "dst_port", state: "conn_state"} as const;

/** Returns filters of Explore as conditions of a suppression; those on time, score and label cannot be. */
export function offeredConditions(
  parameters: URLSearchParams,
  dimensions: readonly Dimension[]
): OfferedCondition[] {
  const {ranges, picks, host} = readFilters(parameters, dimensions);
  const conditions: Condition[] = Object.entries(picked).flatMap(([name, field]) => {
    const values = picks[name] ?? [];
    const typed = values.map((value) =>
      value === null || field !== "dst_port" ? value : Number(value)
    );
    return typed.length ? [{field, in: typed}] : [];
  });
  for (const {name, column, edge, bins} of dimensions) {
    const range = ranges[name];
    if (!range || !Object.hasOwn(numberFields, column)) continue;
    const from = range[0] > 0 ? edge(range[0]) : null;
    const to = range[1] < bins - 1 ? edge(range[1] + 1) : null;
    if (from !== null || to !== null)
      conditions.push({field: column as keyof typeof numberFields, from, to});
  }
  const offers = conditions.map((condition) => ({condition, chosen: true}));
  if (!isAddress(host, 0, host.length)) return offers;
  return [
    {condition: {field: "src", equals: host}, chosen: true},
    {condition: {field: "dst", equals: host}, chosen: false},
    ...offers
  ];
}
