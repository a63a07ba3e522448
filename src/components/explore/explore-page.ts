import type {ExplorePage} from "../../core/schema/explore.js";
import type {SqlCondition} from "../../core/suppressions/condition.js";
import {suppressionSql} from "../../core/suppressions/suppression.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {suppressionPart} from "../records/suppression-form.js";
import {suppressionsInForce} from "../records/suppression-store.js";
import type {PageContext} from "../site/page-context.js";
import {dimensionOf} from "./dimensions.js";
import {eventExplorer} from "./event-explorer.js";
import {expressionOf, offeredConditions} from "./suppression-conditions.js";

/** The parameter of the URL with which suppressed events are shown. */
const parameter = "suppressed";

/**
 * Returns the page Explore without the events that suppressions of this browser hide, with their number
 * and a link that shows them, and a form that suppresses the selection.
 */
export function explorePage(page: ExplorePage, {headline, files}: PageContext): HTMLElement {
  const url = files["events.duckdb"];
  const open = async (): Promise<PublishedDatabase> =>
    (await import("../database/client.js")).openDatabase(url);
  const suppressions = suppressionsInForce();
  const shown = new URLSearchParams(location.search).get(parameter) === "shown";
  const where = suppressions.length > 0 ? suppressionSql(suppressions) : null;
  const hidden = where && !shown ? expressionOf(where) : null;
  const dimensions = page.dimensions.map(dimensionOf);
  const form = suppressionPart("Suppress the selection", () => ({
    offered: offeredConditions(new URLSearchParams(location.search), dimensions),
    database: open,
    threshold: page.threshold
  }));
  return element(
    "div",
    {},
    where && later(async () => hiddenNote(await open(), where, {by: suppressions.length, shown})),
    eventExplorer(page, {url, heading: headline, hidden}),
    form
  );
}

async function hiddenNote(
  database: PublishedDatabase,
  {sql: condition, parameters}: SqlCondition,
  {by, shown}: {by: number; shown: boolean}
): Promise<HTMLElement> {
  const [{n}] = await database.query<{n: number}>(
    `SELECT count(*) AS n FROM events WHERE ${condition}`,
    parameters
  );
  const verb = shown ? "would be hidden" : "hidden";
  const link = element("a", {href: location.pathname}, shown ? "Hide them" : "Show them");
  link.addEventListener("click", () => {
    const search = new URLSearchParams(location.search); // with the filters at that time
    if (shown) search.delete(parameter);
    else search.set(parameter, "shown");
    link.href = `?${search}`;
  });
  const text = `${formatCount(n)} ${plural(n, "event")} ${verb} by ${formatCount(by)} ${plural(by, "suppression")}. `;
  return element("p", {class: "about suppressed"}, text, link);
}
