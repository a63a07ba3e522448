import type {Today} from "../core/schema/published.js";
import {openLake} from "./duckdb.js";
import {element} from "./element.js";
import type {ExploreData} from "./explore-data.js";
import {loadEvents, readDimensions} from "./explore-data.js";
import {workbench} from "./explore-workbench.js";
import {formatCount, plural} from "./format.js";
import {pageHref} from "./url-state.js";

/** Where the events of Explore are. */
export interface ExploreOptions {
  /** The address of events.duckdb. */
  url: string;
}

/**
 * Returns the page Explore: histograms, lists and a table over every scored event, each filtered by
 * all the others. At first it is a frame with the counts of *today*; the rest comes when DuckDB is up.
 */
export function explore(today: Today, {url}: ExploreOptions): HTMLElement {
  const headline = element(
    "h1",
    {"aria-live": "polite"},
    ...allSentence(today, formatCount(today.events))
  );
  const skeleton = element("div", {
    class: "skeleton",
    role: "status",
    "aria-label": "reading the events"
  });
  const body = element("div", {class: "explore"}, skeleton);
  start(url, today)
    .then((data) =>
      body.replaceChildren(
        workbench(data, today, (n) => headline.replaceChildren(...sentence(n, data, today)))
      )
    )
    .catch((error: unknown) => body.replaceChildren(failure(error)));
  return element("div", {}, headline, body);
}

async function start(url: string, today: Today): Promise<ExploreData> {
  const lake = await openLake(url);
  return loadEvents(lake, await readDimensions(lake, today));
}

function failure(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  return element(
    "div",
    {class: "message", role: "alert"},
    element("p", {}, "The events could not be read, so there is nothing to filter here."),
    element("p", {class: "mono soft"}, reason),
    element(
      "p",
      {class: "soft"},
      "Explore needs WebAssembly and a server that answers range requests; a file opened from disk is neither. The front page works without."
    )
  );
}

/** The sentence above the fold: how many are selected, of how many. */
function sentence(n: number, {events}: ExploreData, today: Today): (Node | string)[] {
  const every = formatCount(today.events);
  const whole = events < today.events ? `the strangest ${formatCount(events)} of ${every}` : every;
  if (n === events) return allSentence(today, whole);
  return [
    element("b", {}, formatCount(n)),
    ` of ${whole} events ${plural(n, "is", "are")} selected.`
  ];
}

function allSentence({alerts, threshold}: Today, whole: string): (Node | string)[] {
  const line = element(
    "a",
    {class: "figure", href: pageHref("explore", {line: threshold})},
    formatCount(alerts)
  );
  return [
    element("b", {}, whole),
    " events, of which ",
    line,
    ` ${plural(alerts, "stands", "stand")} above the line.`
  ];
}
