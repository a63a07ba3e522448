import type {Today} from "../core/schema/published.js";
import {openLake} from "./duckdb.js";
import {element} from "./element.js";
import type {ExploreData} from "./explore-data.js";
import {loadEvents, readDimensions} from "./explore-data.js";
import {exploreSentence} from "./explore-sentence.js";
import {workbench} from "./explore-workbench.js";
import type {SentencePart} from "./headline.js";
import {sentenceNodes} from "./headline.js";

/** Where the events of Explore are, and where it says how many there are. */
export interface ExploreOptions {
  /** The address of events.duckdb. */
  url: string;

  /** The heading of the page, which is kept up to date. */
  heading: HTMLElement;
}

/**
 * Returns the page Explore: histograms, lists and a table over every scored event, each filtered by
 * all the others. At first it is an empty frame; the rest comes when DuckDB is up.
 */
export function explore(today: Today, {url, heading}: ExploreOptions): HTMLElement {
  const say = (parts: SentencePart[]) => heading.replaceChildren(...sentenceNodes(parts));
  const skeleton = element("div", {
    class: "skeleton",
    role: "status",
    "aria-label": "reading the events"
  });
  const body = element("div", {class: "explore"}, skeleton);
  heading.setAttribute("aria-live", "polite");
  say(exploreSentence(today));
  start(url, today)
    .then((data) => {
      const {events: loaded} = data;
      const onCount = (selected: number) => say(exploreSentence(today, {selected, loaded}));
      body.replaceChildren(workbench(data, today, onCount));
    })
    .catch((error: unknown) => body.replaceChildren(failure(error)));
  return body;
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
