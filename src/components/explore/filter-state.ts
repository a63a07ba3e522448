import type {ExprNode} from "@uwdata/mosaic-sql";
import {
  coalesce,
  column,
  contains,
  eq,
  gte,
  isIn,
  isDistinct,
  isNull,
  literal,
  lower,
  or,
  Query
} from "@uwdata/mosaic-sql";
import type {Dimension} from "./dimensions.js";
import {binsOf, rangeCondition} from "./dimensions.js";

/** A column that Explore lists by value, of which a filter can pick values. */
interface ListColumn {
  /** The parameter in the URL. */
  name: string;

  /** The label above the list; lower case. */
  label: string;

  /** Whether the values are numbers. */
  numeric: boolean;

  /** The SQL of the value over the columns of `events`. */
  expression: ExprNode;
}

/** The lists of Explore, in their order on the page. */
export const lists: readonly ListColumn[] = [
  {name: "service", label: "service", numeric: false, expression: column("service")},
  {name: "port", label: "destination port", numeric: true, expression: column("dst_port")},
  {name: "state", label: "connection state", numeric: false, expression: column("conn_state")},
  {
    name: "label",
    label: "label",
    numeric: false,
    expression: coalesce(column("detailed_label"), column("label"))
  }
];

/** The filters that are set; none selects every event. */
export interface Filters {
  /** The bins [first, last] of each brushed dimension, by its name. */
  ranges: {[dimension: string]: [number, number]};

  /** The values picked from each list, by its name; null is a missing value. */
  picks: {[list: string]: (string | null)[]};

  /** A piece of an address of either end, or the empty string: `entity` in the URL. */
  host: string;

  /** The minimum score, or null: `threshold` in the URL, as in Today. */
  min: number | null;
}

/** Returns filters that let every event pass. */
export function noFilters(): Filters {
  return {ranges: {}, picks: {}, host: "", min: null};
}

/** Returns the names of all filters there can be: the dimensions, the lists, `host` and `min`. */
export function filterNames(dimensions: readonly Dimension[]): string[] {
  return [...dimensions.map(({name}) => name), ...lists.map(({name}) => name), "host", "min"];
}

/** Returns whether the filter *name* is the same in both. */
export function sameFilter(name: string, a: Filters, b: Filters): boolean {
  const part = (filters: Filters): unknown => {
    if (name === "host" || name === "min") return filters[name];
    return filters.ranges[name] ?? filters.picks[name] ?? null;
  };
  return JSON.stringify(part(a)) === JSON.stringify(part(b));
}

const missing = "∅";

/**
 * Reads filters from the parameters of a URL. Unknown values are skipped: a link from another run must not
 * break the page.
 */
export function readFilters(
  parameters: URLSearchParams,
  dimensions: readonly Dimension[]
): Filters {
  const filters = noFilters();
  for (const dimension of dimensions) {
    const range = readRange(parameters, dimension);
    if (range) filters.ranges[dimension.name] = range;
  }
  for (const {name} of lists) {
    const values = parameters.getAll(name).slice(0, 50);
    if (values.length)
      filters.picks[name] = values.map((value) => (value === missing ? null : value));
  }
  filters.host = (parameters.get("entity") ?? "").slice(0, 200);
  const min = Number(parameters.get("threshold") || NaN);
  filters.min = min >= 0 && min <= 1 ? min : null;
  return filters;
}

/** Writes *filters* into the parameters of a URL, replacing those that are set there. */
export function writeFilters(
  filters: Filters,
  parameters: URLSearchParams,
  dimensions: readonly Dimension[]
): void {
  for (const dimension of dimensions) {
    const [from, until] = rangeText(filters.ranges[dimension.name], dimension);
    const [first, last] = rangeNames(dimension);
    set(parameters, first, from);
    set(parameters, last, until);
  }
  for (const {name} of lists) {
    parameters.delete(name);
    for (const value of filters.picks[name] ?? []) parameters.append(name, value ?? missing);
  }
  set(parameters, "entity", filters.host);
  set(parameters, "threshold", filters.min === null ? "" : String(filters.min));
}

/** One condition of a selection, over the columns of `events`. */
export interface Condition {
  /** The dimension, the list, `host` or `min`. */
  name: string;
  expression: ExprNode;
}

/** Returns the conditions of *filters*, which an event must all meet. Values are escaped literals. */
export function conditions(filters: Filters, dimensions: readonly Dimension[]): Condition[] {
  const ranges = dimensions
    .filter(({name}) => filters.ranges[name])
    .map((d) => ({name: d.name, expression: rangeCondition(d, filters.ranges[d.name])}));
  const picks = lists
    .filter(({name}) => filters.picks[name]?.length)
    .map((list) => ({
      name: list.name,
      expression: pickCondition(list.expression, filters.picks[list.name], list.numeric)
    }));
  const host = filters.host ? [{name: "host", expression: hostCondition(filters.host)}] : [];
  const min =
    filters.min === null ? [] : [{name: "min", expression: gte(column("score"), filters.min)}];
  return [...ranges, ...picks, ...host, ...min];
}

/** A condition, over the columns of `events`, on those that are hidden; null for none. */
export type Hidden = ExprNode | null;

/** The columns of an event that the query of a selection gives. */
const selectedColumns = [
  "rank",
  "event_id",
  "time",
  "src",
  "src_port",
  "dst",
  "dst_port",
  "proto",
  "service",
  "conn_state",
  "duration",
  "orig_bytes",
  "resp_bytes",
  "label",
  "detailed_label",
  "technique",
  "score"
] as const;

/**
 * Returns the query, over the published table `events`, of what *filters* select; without the events that
 * meet *hidden*, if it is given.
 */
export function selectionQuery(
  filters: Filters,
  dimensions: readonly Dimension[],
  hidden: Hidden = null
): string {
  return Query.from("events")
    .select(...selectedColumns)
    .where(selectionConditions(filters, dimensions, hidden))
    .orderby(column("rank"))
    .toString();
}

/** Returns what an event must meet to be selected, as expressions over the columns of `events`. */
export function selectionConditions(
  filters: Filters,
  dimensions: readonly Dimension[],
  hidden: Hidden = null
): ExprNode[] {
  const all = conditions(filters, dimensions).map(({expression}) => expression);
  return hidden ? [...all, isDistinct(hidden, literal(true))] : all;
}

/** Returns the condition that *field* is one of *values*, of which there is at least one. */
function pickCondition(
  field: ExprNode,
  values: readonly (string | null)[],
  numeric: boolean
): ExprNode {
  const present = values
    .filter((value) => value !== null)
    .map((value) => literal(numeric ? Number(value) : value));
  const parts = [
    ...(present.length === 1 ? [eq(field, present[0])] : []),
    ...(present.length > 1 ? [isIn(field, present)] : []),
    ...(values.includes(null) ? [isNull(field)] : [])
  ];
  return parts.length > 1 ? or(...parts) : parts[0];
}

/** Returns the condition that either address contains *piece*, in any case. */
function hostCondition(piece: string): ExprNode {
  const text = literal(piece.toLowerCase());
  return or(contains(lower(column("src")), text), contains(lower(column("dst")), text));
}

/** The parameters of a range: time is shared with the other pages, which call it from and until. */
function rangeNames({name}: Dimension): [string, string] {
  return name === "time" ? ["from", "until"] : [`${name}-from`, `${name}-until`];
}

function readRange(parameters: URLSearchParams, dimension: Dimension): [number, number] | null {
  const [from, until] = rangeNames(dimension).map((name) => parameters.get(name));
  if (!from && !until) return null;
  return binsOf(dimension, [
    from ? Number(from) : dimension.edge(0),
    until ? Number(until) : dimension.edge(dimension.bins)
  ]);
}

function rangeText(range: [number, number] | undefined, dimension: Dimension): [string, string] {
  if (!range) return ["", ""];
  const [first, last] = range;
  return [
    first > 0 || last === dimension.bins - 1 ? edgeText(dimension, first) : "",
    last < dimension.bins - 1 ? edgeText(dimension, last + 1) : ""
  ];
}

function edgeText({kind, edge}: Dimension, i: number): string {
  return String(kind === "time" ? edge(i) : Number(edge(i).toPrecision(7)));
}

function set(parameters: URLSearchParams, name: string, value: string): void {
  if (value) parameters.set(name, value);
  else parameters.delete(name);
}
