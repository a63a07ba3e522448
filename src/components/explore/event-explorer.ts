import {errorMessage} from "../../core/error-message.js";
import type {ExplorePage} from "../../core/schema/explore.js";
import {element} from "../kit/element.js";
import {dimensionOf} from "./dimensions.js";
import type {ExploreEvents} from "./explore-events.js";
import {publishedEvents} from "./published-events.js";
import type {PublishedEventsOptions} from "./published-events.js";
import {exploreSentence} from "./explore-sentence.js";
import {exploreSource} from "./explore-source.js";
import type {ExploreSource} from "./explore-source.js";
import type {Hidden} from "./filter-state.js";
import {linkedViews} from "./linked-views.js";
import type {LinkedViews, OwnEvents} from "./linked-views.js";
import {setHeadline} from "../site/sentence.js";

/** The source of the events, and the heading with their number. */
interface EventExplorerOptions {
  /** The URL of events.duckdb; null where *open* gives the events. */
  url: string | null;

  /** Opens events that are in no database. */
  open?: () => Promise<ExploreEvents>;

  /** Shows an event on this page; by default, a row leads to the page of its alert. */
  onOpen?: (event: number) => void;

  /** Removes the listeners beyond the elements of the page; by default they stay. */
  signal?: AbortSignal;

  /** The heading of the page, which is kept up to date. */
  heading: HTMLElement;

  /** A condition, over the columns of `events`, on those that are hidden; defaults to none. */
  hidden?: Hidden;

  /** The provenance of the events, if they are not the published ones. */
  own?: OwnEvents;

  /** The model whose scores these are, for the sentence, if it is not that of the run. */
  by?: string;
}

/**
 * Returns histograms, lists and a table over every scored event, each filtered by all the others. The first view is drawn from what was published; DuckDB starts after it is painted.
 */
export function eventExplorer(
  page: ExplorePage,
  {url, open, heading, hidden = null, onOpen, signal, own, by}: EventExplorerOptions
): HTMLElement {
  const dimensions = page.dimensions.map(dimensionOf);
  const progress = element("p", {class: "progress faint", role: "status"});
  const body = element("div", {class: "explore"}, progress);
  let views: LinkedViews | null = null;
  let frame = 0;
  const source: ExploreSource = exploreSource(page, {
    dimensions,
    hidden: hidden !== null,
    open: open ?? (() => openPublished(url!, {events: page.events, dimensions, hidden})),
    onChange: () => (frame ||= requestAnimationFrame(draw)),
    onProgress: (share) => (progress.textContent = progressText(share)),
    onFailure: fail
  });

  function fail(error: unknown): void {
    if (!body.querySelector("[role=alert]")) body.prepend(failure(error));
  }

  function draw(): void {
    frame = 0;
    const counts = {selected: source.selected(), loaded: source.loaded()};
    const sentence = exploreSentence(page, counts);
    const parts = url === null ? sentence.map(({href: _, ...part}) => part) : sentence;
    setHeadline(heading, by === undefined ? parts : [{text: `By ${by}: `}, ...parts]);
    if (source.busy()) body.setAttribute("aria-busy", "true");
    else body.removeAttribute("aria-busy");
    views?.draw();
  }

  heading.setAttribute("aria-live", "polite");
  const onNote = (text: string) => (progress.textContent = text);
  views = linkedViews(page, {source, dimensions, hidden, data: url, onOpen, signal, own, onNote});
  body.prepend(views.node);
  draw();
  afterPaint(() => void source.events().catch(fail));
  return body;
}

async function openPublished(url: string, options: PublishedEventsOptions): Promise<ExploreEvents> {
  return publishedEvents(await (await import("../database/client.js")).openDatabase(url), options);
}

/** Calls *next* after the browser has painted. */
function afterPaint(next: () => void): void {
  requestAnimationFrame(() => setTimeout(next));
}

function progressText(share: number): string {
  return share < 1 ? `Reading the columns that filters need: ${Math.floor(100 * share)} %.` : "";
}

function failure(error: unknown): HTMLElement {
  const reason = errorMessage(error);
  return element(
    "div",
    {class: "message", role: "alert"},
    element("p", {}, "The events could not be read: the figures below are of all events, and filters do not apply."), // prettier-ignore
    element("p", {class: "mono soft"}, reason),
    element(
      "p",
      {class: "soft"},
      "Filters need WebAssembly and a server that answers range requests, such as `atalaya serve`; a file opened from disk has neither."
    )
  );
}
