import type {Forest} from "../core/forest/types.js";
import type {ModelFile} from "../core/schema/models.js";
import type {Today} from "../core/schema/published.js";
import {element} from "./element.js";
import type {ExportRow} from "./export-menu.js";
import {formatCount, formatDay, formatDuration, plural} from "./format.js";
import {provenanceLine} from "./provenance.js";
import {responsive} from "./responsive.js";
import {scoreHistogram} from "./score-histogram.js";
import {pushUrlState, readUrlState} from "./url-state.js";
import type {LogWorker} from "./your-log-client.js";
import {driftTable} from "./your-log-drift.js";
import {yourEvent} from "./your-log-event.js";
import {topEvents} from "./your-log-events.js";
import {linesReport} from "./your-log-lines.js";
import type {Scored} from "./your-log-types.js";
import {adviceOf} from "./your-log-verdict.js";

/** What a result is shown with. */
export interface ResultOptions {
  today: Today;
  model: {file: ModelFile; forest: Forest};

  /** The line, in (0, 1). */
  line: number;
  worker: LogWorker;

  /** Opens the choice of fields again; null for logs that name their own. */
  change: (() => void) | null;
}

/** A result on the page. */
export interface ResultView {
  node: HTMLElement;

  /** Stops listening to the address of the page; the log is gone. */
  remove(): void;
}

const mostExported = 100_000;
const exportedAtOnce = 1000; // so that the page stays responsive

/** Shows what came of a log: drift first, then the lines, the strangest events, and the one that is open. */
export function resultView(scored: Scored, options: ResultOptions): ResultView {
  const {today, model, line, worker, change} = options;
  const {provenance} = today;
  const own = {...provenance, synthetic: false}; // the reader’s data is not the site’s
  const opened = element("div", {class: "opened"});
  const rejected = scored.files.reduce((sum, file) => sum + file.rejected, 0);
  const rows = () => exportedRows(worker, Math.min(scored.events, mostExported));
  const node = element(
    "div",
    {},
    section(
      "fit",
      "Was this model trained for you?",
      ...adviceOf(scored).map((text) => element("p", {class: "advice"}, text)),
      scored.events > 0 && driftTable(scored.drift),
      provenanceLine(own, {n: scored.events, phase: "training"})
    ),
    section(
      "lines",
      "What was read",
      linesReport(scored),
      spanOf(scored),
      change && changeButton(change),
      rejected > 0 &&
        provenanceLine(own, {
          n: rejected,
          phase: "training",
          exports: {
            name: "your-log-rejected-lines",
            rows: () => scored.rejections.map((rejection): ExportRow => ({...rejection}))
          }
        })
    ),
    scored.events > 0 &&
      section(
        "scores",
        "The scores",
        element(
          "figure",
          {},
          responsive((width) =>
            scoreHistogram(scored.histogram, {
              width,
              threshold: line,
              label: "line",
              max: scored.top[0]?.score ?? line
            })
          )
        )
      ),
    scored.events > 0 &&
      section(
        "strangest",
        "The strangest connections",
        topEvents(scored.top, line),
        provenanceLine(own, {
          n: scored.top.length,
          phase: "training",
          exports: {name: "your-log-scored", rows}
        })
      ),
    opened
  );
  let shown: number | undefined;
  const open = async (focus: boolean): Promise<void> => {
    const {event} = readUrlState(location.search);
    if (event === shown) return;
    shown = event;
    if (event === undefined) return opened.replaceChildren();
    opened.setAttribute("aria-busy", "true");
    const answer = await worker.ask({kind: "event", event}, "event").catch(() => null);
    opened.removeAttribute("aria-busy");
    if (shown !== event) return;
    const view = answer?.event
      ? yourEvent(answer.event, {model, line, events: scored.events})
      : unknownEvent(scored.events);
    opened.replaceChildren(view);
    if (focus) {
      view.focus({preventScroll: true});
      view.scrollIntoView({block: "start"});
    }
  };
  const onPop = () => void open(false);
  node.addEventListener("click", (click) => {
    if (!(click.target instanceof Element) || click.metaKey || click.ctrlKey || click.shiftKey)
      return;
    if (click.target.closest("[data-close]")) {
      pushUrlState({event: null});
      void open(false);
      return void document.getElementById("strangest")?.querySelector("a")?.focus();
    }
    const event = click.target.closest("[data-event]")?.getAttribute("data-event");
    if (event === null || event === undefined || getSelection()?.toString()) return;
    click.preventDefault();
    pushUrlState({event});
    void open(true);
  });
  addEventListener("popstate", onPop);
  void open(false);
  return {node, remove: () => removeEventListener("popstate", onPop)};
}

function section(id: string, title: string, ...children: (Node | false | null)[]): HTMLElement {
  return element("section", {class: "part", id}, element("h2", {}, title), ...children);
}

function changeButton(change: () => void): HTMLElement {
  const button = element("button", {type: "button", class: "more"}, "change which field is which");
  button.addEventListener("click", change);
  return button;
}

function spanOf({first, last, milliseconds}: Scored): HTMLElement | null {
  if (first === null || last === null) return null;
  const total = Object.values(milliseconds).reduce((sum, each) => sum + each, 0) / 1000;
  const span =
    formatDay(first) === formatDay(last)
      ? formatDay(first)
      : `${formatDay(first)} to ${formatDay(last)}`;
  return element(
    "p",
    {class: "about"},
    `From ${span} (UTC). Read, scored and explained here in ${formatDuration(total)}.`
  );
}

function unknownEvent(events: number): HTMLElement {
  return element(
    "p",
    {class: "message", tabindex: -1},
    `There is no such event in your log: it has ${formatCount(events)} ${plural(events, "event")}, numbered from 0.`
  );
}

async function exportedRows(worker: LogWorker, most: number): Promise<ExportRow[]> {
  const rows: ExportRow[] = [];
  for (let from = 0; from < most; from += exportedAtOnce) {
    const until = Math.min(most, from + exportedAtOnce);
    const answer = await worker.ask({kind: "rows", from, until}, "rows");
    rows.push(...(answer?.rows ?? []));
  }
  return rows;
}
