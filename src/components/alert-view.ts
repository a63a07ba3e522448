import {parseModel} from "../core/forest/serialize.js";
import type {Forest} from "../core/forest/types.js";
import type {ModelFile} from "../core/schema/models.js";
import type {Today} from "../core/schema/published.js";
import {alertQuery, findAlert} from "./alert-data.js";
import type {Alert} from "./alert-data.js";
import {
  alertHeading,
  changeSentence,
  fieldList,
  findHeading,
  neighbourLinks,
  recordPart
} from "./alert-parts.js";
import type {Lake} from "./duckdb.js";
import {element} from "./element.js";
import {findChange} from "./find-change.js";
import {visible} from "./format.js";
import {provenanceLine} from "./provenance.js";
import {rescore} from "./rescore.js";
import {responsive} from "./responsive.js";
import {typicalTable} from "./typical-table.js";
import {readUrlState} from "./url-state.js";
import {waterfall} from "./waterfall.js";

/** What the page of an alert is made from. */
export interface AlertViewOptions {
  today: Today;

  /** The text of model.json. */
  model: string;

  /** The published events; a promise, since the worker takes its time. */
  lake: Promise<Lake>;

  /** The address of events.duckdb. */
  data: string;
}

/**
 * Shows the event that the URL names (`?event=`), or else the strangest. Neighbours are reached with
 * `j` and `k` or their links, without loading the page again; back and forward work.
 */
export function alertView({today, model, lake, data}: AlertViewOptions): HTMLElement {
  const parsed = parseModel(model);
  const root = element("div", {class: "alert", "aria-busy": "true"}, ...skeleton(today));
  const show = async (): Promise<void> => {
    const id = new URLSearchParams(location.search).get("event");
    root.setAttribute("aria-busy", "true");
    try {
      const alert = await findAlert(await lake, requested());
      if (new URLSearchParams(location.search).get("event") !== id) return;
      root.replaceChildren(
        ...(alert ? parts(alert, {today, parsed, data}) : [unknownEvent(id, today)])
      );
    } catch (error) {
      root.replaceChildren(failure(error));
    }
    root.removeAttribute("aria-busy");
  };
  const go = (event: string): void => {
    history.pushState(null, "", `?${new URLSearchParams({event})}`);
    void show();
  };
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-event]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(link.getAttribute("data-event")!);
  });
  addEventListener("popstate", () => void show());
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || !root.isConnected) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement)
      return;
    const rel = event.key === "j" ? "next" : event.key === "k" ? "prev" : null;
    const next = rel && root.querySelector(`a[rel=${rel}]`)?.getAttribute("data-event");
    if (next) go(next);
  });
  void show();
  return root;
}

interface PartsOptions {
  today: Today;
  parsed: {file: ModelFile; forest: Forest};
  data: string;
}

function parts(alert: Alert, {today, parsed, data}: PartsOptions): HTMLElement[] {
  const {event, record} = alert;
  const {threshold, provenance} = today;
  const again = rescore(parsed, event, event.score);
  const query = `${alertQuery} -- ? = ${event.event_id}`;
  const change =
    again.score >= threshold
      ? changeSentence(findChange(parsed, again, threshold), threshold)
      : null;
  return [
    element("div", {class: "top"}, alertHeading(event, today), neighbourLinks(alert)),
    part(
      "Why",
      "From the path of a typical row to the path of this one: each feature shortens it, and makes the event stranger, or lengthens it. In levels of a tree; the axis reads as scores.",
      change,
      element(
        "figure",
        {},
        responsive((width) => waterfall(again, {width, forest: parsed.forest, threshold}))
      ),
      verdict(again.same, again.score, event.score),
      provenanceLine(provenance, {n: parsed.forest.roots.length, phase: "training"})
    ),
    part(
      "Actual against typical",
      "Pale: from the 5th to the 95th percentile of the training rows; dark: the middle half; tick: the median; dot: this event.",
      typicalTable(again, parsed.file.profile),
      provenanceLine(provenance, {n: parsed.file.training.rows, phase: "training"})
    ),
    part(
      "The record",
      "The line as it stood in the log; what cannot be seen is written out.",
      recordPart(record, event)
    ),
    part(
      "All fields",
      "As the log and the transformation give them; hover a name for its meaning.",
      fieldList(event),
      provenanceLine(provenance, {n: 1, data, query})
    )
  ];
}

function part(title: string, about: string, ...children: (Node | null)[]): HTMLElement {
  return element(
    "section",
    {class: "part"},
    element("h2", {}, title),
    element("p", {class: "about"}, about),
    ...children
  );
}

function verdict(same: boolean, score: number, published: number): HTMLElement {
  if (same) {
    return element(
      "p",
      {class: "verdict"},
      `Scored again here: ${score.toFixed(4)}, as published.`
    );
  }
  return element(
    "p",
    {class: "message"},
    `Scored again here: ${score.toPrecision(15)}, but published as ${published.toPrecision(15)}. The model and the events do not belong together, or one of them was changed; build the site again, and compare the digests on the page of runs.`
  );
}

function unknownEvent(id: string | null, today: Today): HTMLElement {
  const said =
    id === null
      ? "There is no event."
      : `Unknown event: ${id.slice(0, 40)}; events of this run are numbered from 0 to ${today.events - 1}.`;
  return message(
    "No such event",
    element("p", {}, said),
    element("p", {}, element("a", {href: "./"}, "Back to what deserves a look"))
  );
}

function failure(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  return message(
    "The event cannot be shown",
    element("p", {}, visible(reason).slice(0, 500)),
    element(
      "p",
      {},
      "Events are read by DuckDB in this page. It needs WebAssembly, workers, and a server that answers range requests for events.duckdb; a page opened from a file has none of them. Serve the site’s folder over HTTP, then load this page again."
    )
  );
}

function message(title: string, ...children: Node[]): HTMLElement {
  return element(
    "div",
    {class: "top", role: "alert"},
    element("h1", {}, title),
    element("div", {class: "message"}, ...children)
  );
}

/** Returns the event that the URL asks for: undefined if none, NaN if it is no number. */
function requested(): number | undefined {
  if (!new URLSearchParams(location.search).has("event")) return undefined;
  return readUrlState(location.search).event ?? NaN;
}

function skeleton(today: Today): HTMLElement[] {
  const block = (height: string): HTMLElement => {
    const node = element("div", {class: "skeleton part"});
    node.style.setProperty("--skeleton-height", height);
    return node;
  };
  const heading =
    findHeading(requested(), today) ?? element("h1", {}, "One event, and why it is strange");
  return [element("div", {class: "top"}, heading), block("320px"), block("320px")];
}
