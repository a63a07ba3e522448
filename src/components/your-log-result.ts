import type {Forest} from "../core/forest/types.js";
import type {ModelFile} from "../core/schema/models.js";
import type {Today} from "../core/schema/published.js";
import {element} from "./element.js";
import type {ExportRow, ExportSource} from "./export-menu.js";
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
  const opened = element("div", {class: "opened"});
  const node = element("div", {}, ...sectionsOf(scored, options), opened);
  const open = eventOpener(opened, scored, options);
  const onPop = () => void open(false);
  node.addEventListener("click", (click) => {
    const {target} = click;
    if (!(target instanceof Element) || click.metaKey || click.ctrlKey || click.shiftKey) return;
    if (target.closest("[data-close]")) {
      pushUrlState({event: null});
      void open(false);
      return void node.querySelector<HTMLElement>("#strangest a")?.focus();
    }
    const event = target.closest("[data-event]")?.getAttribute("data-event");
    if (event === null || event === undefined || getSelection()?.toString()) return;
    click.preventDefault();
    pushUrlState({event});
    void open(true);
  });
  addEventListener("popstate", onPop);
  void open(false);
  return {node, remove: () => removeEventListener("popstate", onPop)};
}

function sectionsOf(
  scored: Scored,
  {today, line, worker, change}: ResultOptions
): (HTMLElement | false)[] {
  const own = {...today.provenance, synthetic: false}; // the reader’s data is not the site’s
  const sourced = (n: number, exports?: ExportSource) =>
    provenanceLine(own, {n, phase: "training", exports});
  const {events, rejections, top} = scored;
  const rejected = scored.files.reduce((sum, file) => sum + file.rejected, 0);
  const rejectedRows = () => rejections.map((rejection): ExportRow => ({...rejection}));
  const rows = () => exportedRows(worker, Math.min(events, mostExported));
  const max = top[0]?.score ?? line;
  const advice = adviceOf(scored).map((text) => element("p", {class: "advice"}, text));
  const draw = (width: number) =>
    scoreHistogram(scored.histogram, {width, threshold: line, label: "line", max});
  return [
    events > 0 &&
      section(
        "fit",
        "Was this model trained for you?",
        ...advice,
        driftTable(scored.drift),
        sourced(events)
      ),
    section(
      "lines",
      "What was read",
      linesReport(scored),
      spanOf(scored),
      change && changeButton(change),
      rejected > 0 && sourced(rejected, {name: "your-log-rejected-lines", rows: rejectedRows})
    ),
    events > 0 &&
      section("scores", "The scores", element("figure", {}, responsive(draw)), sourced(events)),
    events > 0 &&
      section(
        "strangest",
        "The strangest connections",
        topEvents(top, line),
        sourced(top.length, {name: "your-log-scored", rows})
      )
  ];
}

/** Returns a function that shows the event in the address of the page, and moves to it if *focus*. */
function eventOpener(
  opened: HTMLElement,
  {events}: Scored,
  {model, line, worker}: ResultOptions
): (focus: boolean) => Promise<void> {
  let shown: number | undefined;
  return async (focus) => {
    const {event} = readUrlState(location.search);
    if (event === shown) return;
    shown = event;
    if (event === undefined) return opened.replaceChildren();
    opened.setAttribute("aria-busy", "true");
    const answer = await worker.ask({kind: "event", event}, "event").catch(() => null);
    opened.removeAttribute("aria-busy");
    if (shown !== event) return;
    const view = answer?.event
      ? yourEvent(answer.event, {model, line, events})
      : unknownEvent(events);
    opened.replaceChildren(view);
    if (!focus) return;
    view.focus({preventScroll: true});
    view.scrollIntoView({block: "start"});
  };
}

function section(id: string, title: string, ...children: (Node | false | null)[]): HTMLElement {
  return element("section", {class: "part", id}, element("h2", {}, title), ...children);
}

function changeButton(change: () => void): HTMLElement {
  const button = element("button", {type: "button", class: "more"}, "change which field is which");
  button.addEventListener("click", change);
  return button;
}

function spanOf(scored: Scored): HTMLElement | null {
  const {first, last, milliseconds} = scored;
  if (first === null || last === null) return null;
  const total = Object.values(milliseconds).reduce((sum, each) => sum + each, 0) / 1000;
  const span =
    formatDay(first) === formatDay(last)
      ? formatDay(first)
      : `${formatDay(first)} to ${formatDay(last)}`;
  return element(
    "p",
    {
      class: "about",
      "data-events": scored.events,
      "data-milliseconds": JSON.stringify(scored.milliseconds)
    },
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
