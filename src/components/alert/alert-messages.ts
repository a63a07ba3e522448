import {errorMessage} from "../../core/error-message.js";
import type {EventName} from "./alert-data.js";
import type {Today} from "../../core/schema/published.js";
import {findHeading} from "./alert-parts.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";

/** Returns the page of an event that does not exist. */
export function unknownEvent(id: string | null, today: Today): HTMLElement {
  const text =
    id === null
      ? "This run has no event; run the pipeline on a log that has some."
      : goneText(id, today);
  return message(
    "No such event",
    element("p", {}, text),
    element("p", {}, element("a", {href: "./"}, "Back to Today"))
  );
}

/** Returns why there is no event of that name: its file or its line is not in this run. */
function goneText(id: string, {events, provenance}: Today): string {
  const [, digest, line] = /^([0-9a-f]{64}):(\d+)$/.exec(id) ?? [];
  if (!digest)
    return `Unknown event: ${id.slice(0, 40)}; events of this run are numbered from 0 to ${events - 1}.`;
  const files = provenance.fileCount === 1 ? "1 file" : `${provenance.fileCount} files`;
  return `This event is gone: line ${line} of the file with SHA-256 ${digest.slice(0, 16)}… is no event of this run, which read ${files}. The link names the event by its file and line: a site built from that file opens it.`;
}

/** Returns the page if the event cannot be read: why, and how to fix it. */
export function failure(error: unknown): HTMLElement {
  const reason = errorMessage(error);
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

/** Returns the page until the event is there: its heading, if the front page has it. */
export function skeleton(today: Today, event: EventName | undefined): HTMLElement[] {
  const block = (height: string): HTMLElement => {
    const node = element("div", {class: "skeleton part"});
    node.style.setProperty("--skeleton-height", height);
    return node;
  };
  const heading =
    findHeading(event, today, today.threshold) ??
    element("h1", {}, "One event, and why it is anomalous");
  return [element("div", {class: "top"}, heading), block("320px"), block("320px")];
}
