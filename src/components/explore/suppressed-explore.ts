import type {ExprNode} from "@uwdata/mosaic-sql";
import {literal, sql} from "@uwdata/mosaic-sql";
import type {ExplorePage} from "../../core/schema/explore.js";
import type {Condition} from "../../core/suppressions/condition.js";
import {numberFields} from "../../core/suppressions/condition.js";
import type {SqlCondition} from "../../core/suppressions/condition.js";
import {suppressionSql} from "../../core/suppressions/suppression.js";
import {isAddress} from "../../core/readers/address.js";
import {later} from "../kit/lazy-part.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {explore} from "./explore-page.js";
import {dimensionOf} from "./dimensions.js";
import type {Dimension} from "./dimensions.js";
import {readFilters} from "./filter-state.js";
import {formatCount, plural} from "../kit/format.js";
import {suppressionPart} from "../records/suppression-form.js";
import type {OfferedCondition} from "../records/suppression-form.js";
import {suppressionsInForce} from "../records/suppression-store.js";

/** Where the events of Explore are, and its heading. */
export interface SuppressedExploreOptions {
  url: string;
  heading: HTMLElement;
}

/** The parameter of the URL with which suppressed events are shown. */
const parameter = "suppressed";

/**
 * Returns the page Explore without the events that suppressions of this browser hide, with how many those
 * are and a link that shows them, and a form that suppresses what is selected.
 */
export function suppressedExplore(
  page: ExplorePage,
  {url, heading}: SuppressedExploreOptions
): HTMLElement {
  const lake = async (): Promise<PublishedDatabase> =>
    (await import("../database/client.js")).openDatabase(url);
  const held = suppressionsInForce();
  const shown = new URLSearchParams(location.search).get(parameter) === "shown";
  const where = held.length > 0 ? suppressionSql(held) : null;
  const hidden = where && !shown ? expressionOf(where) : null;
  const form = suppressionPart("Suppress what is selected", () => ({
    offered: offersOf(new URLSearchParams(location.search), page.dimensions.map(dimensionOf)),
    lake,
    line: page.threshold
  }));
  return element(
    "div",
    {},
    where && later(async () => hiddenNote(await lake(), where, {by: held.length, shown})),
    explore(page, {url, heading, hidden}),
    form
  );
}

async function hiddenNote(
  lake: PublishedDatabase,
  {sql: condition, parameters}: SqlCondition,
  {by, shown}: {by: number; shown: boolean}
): Promise<HTMLElement> {
  const [{n}] = await lake.query<{n: number}>(
    `SELECT count(*) AS n FROM events WHERE ${condition}`,
    parameters
  );
  const verb = shown ? "would be hidden" : "hidden";
  const link = element("a", {href: location.pathname}, shown ? "Hide them" : "Show them");
  link.addEventListener("click", () => {
    const search = new URLSearchParams(location.search); // with the filters as they are by then
    if (shown) search.delete(parameter);
    else search.set(parameter, "shown");
    link.href = `?${search}`;
  });
  const text = `${formatCount(n)} ${plural(n, "event")} ${verb} by ${formatCount(by)} ${plural(by, "suppression")}. `;
  return element("p", {class: "about suppressed"}, text, link);
}

/** Returns SQL with parameters as an expression, its values as escaped literals. */
export function expressionOf({sql: text, parameters}: SqlCondition): ExprNode {
  const parts = `(${text})`.split("?"); // which stands for nothing else in it
  return sql(Object.assign([...parts], {raw: parts}), ...parameters.map((value) => literal(value)));
}

const picked = {service: "service", port: "dst_port", state: "conn_state"} as const;

/** Returns what filters of Explore are as conditions; those on time, score and label are none. */
export function offersOf(
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
