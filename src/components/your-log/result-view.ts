import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import {later} from "../kit/lazy-part.js";
import {element} from "../kit/element.js";
import {scoresExport} from "../exports/histogram-export.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {formatDay, formatDuration} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {scoreHistogram} from "../charts/score-histogram.js";
import {pushUrlState} from "../site/url-state.js";
import type {LogWorker} from "./worker-client.js";
import {driftExport, driftTable} from "./drift-table.js";
import {topEvents} from "./top-events.js";
import {yourExplore} from "./explore-log.js";
import {linesReport} from "./line-report.js";
import {identityAsker} from "./log-identity.js";
import type {LogIdentity} from "./log-identity.js";
import {verdictPart} from "./verdict-part.js";
import {eventOpener} from "./event-opener.js";
import {withFiles, yourProvenanceLine} from "./log-provenance.js";
import type {RejectedLine, Scored} from "./messages.js";
import {adviceOf} from "./log-sentence.js";

/** What a result is shown with. */
export interface ResultOptions {
  today: Today;
  model: {file: ModelFile; forest: Forest};

  /** The line, in (0, 1). */
  line: number;
  worker: LogWorker;

  /** What was given with the log and is none, in a sentence each without its full stop. */
  refused: readonly string[];

  /** Opens the choice of fields again; null for logs that name their own. */
  change: (() => void) | null;
}

/** A result on the page. */
export interface ResultView {
  node: HTMLElement;

  /** Resolves when all of it stands there. */
  ready: Promise<void>;

  /** Stops listening to the address of the page; the log is gone. */
  remove(): void;
}

/** What the sections share: what leads to an event and ends with the log, and what the log is known by. */
interface FoundOptions {
  identity: () => Promise<LogIdentity>;
  onOpen: (event: number) => void;
  signal: AbortSignal;
}

const maxExported = 100_000;
const exportedAtOnce = 1000; // so that the page stays responsive

/** Shows what came of a log: drift first, then the lines, the strangest events, and the one that is open. */
export function resultView(scored: Scored, options: ResultOptions): ResultView {
  const opened = element("div", {class: "opened"});
  const leaving = new AbortController();
  const {signal} = leaving;
  const identity = identityAsker(options.worker);
  const {provenance} = options.today;
  const log = {...options, provenance, events: scored.events, identity};
  const open = eventOpener(opened, {...log, signal});
  const show = (event: number | string): void => {
    pushUrlState({event});
    void open(true);
  };
  const found = {...options, onOpen: show, identity, signal};
  const node = element("div", {}, opened);
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
    show(event);
  });
  addEventListener("popstate", () => void open(false), {signal});
  void open(false);
  const ready = addInTurn(opened, sectionsOf(scored, found), signal);
  return {node, ready, remove: () => leaving.abort()};
}

function sectionsOf(
  scored: Scored,
  {today, line, worker, refused, change, identity, onOpen, signal}: ResultOptions & FoundOptions
): (() => HTMLElement)[] {
  const source = {provenance: today.provenance, identity};
  const sourced = (n: number, exports?: ExportSource) => yourProvenanceLine(source, {n, exports});
  const {events, rejections, top} = scored;
  const rejected = scored.files.reduce((sum, file) => sum + file.rejected, 0);
  const rejectedRows = () => exportedRejections(rejections, identity);
  const rows = async () =>
    withFiles(await exportedRows(worker, Math.min(events, maxExported)), identity);
  const max = top[0]?.score ?? line;
  const advice = adviceOf(scored).map((text) => element("p", {class: "advice"}, text));
  const explored = () => yourExplore(scored, {today, line, worker, identity, onOpen, signal});
  const judged = async () => verdictPart({worker, identity: await identity(), onOpen});
  const lines = () =>
    section(
      "lines",
      "What was read",
      linesReport(scored, refused),
      spanOf(scored),
      change && changeButton(change),
      rejected > 0 && sourced(rejected, {name: "your-log-rejected-lines", rows: rejectedRows})
    );
  if (events === 0) return [lines];
  return [
    () =>
      section(
        "fit",
        "Was this model trained for you?",
        ...advice,
        driftTable(scored.drift),
        sourced(events, driftExport(scored.drift))
      ),
    lines,
    () => scoresSection(scored, {line, max}, sourced),
    () =>
      section(
        "strangest",
        "The strangest connections",
        topEvents(top, line),
        sourced(events, {name: "your-log-scored", rows, alerts: true, threshold: line})
      ),
    () => section("explore", "Explore your log", later(explored, "620px")),
    () => section("verdicts", "Your verdicts on dropped logs", later(judged))
  ];
}

function scoresSection(
  {histogram, events}: Scored,
  {line, max}: {line: number; max: number},
  sourced: (n: number, exports: ExportSource) => HTMLElement
): HTMLElement {
  const draw = (width: number) =>
    scoreHistogram(histogram, {width, threshold: line, label: "line", max});
  const figure = element("figure", {}, responsive(draw));
  const exports = scoresExport(histogram, () => figure.querySelector("svg"));
  const named = {...exports, name: "your-log-scores"};
  return section("scores", "The scores", figure, sourced(events, named));
}

/** Puts one section before *end* after the other, a task each, so that the page answers in between. */
async function addInTurn(
  end: HTMLElement,
  sections: readonly (() => HTMLElement)[],
  signal: AbortSignal
): Promise<void> {
  for (const make of sections) {
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return;
    end.before(make());
  }
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

async function exportedRejections(
  rejections: readonly RejectedLine[],
  identity: () => Promise<LogIdentity>
): Promise<ExportRow[]> {
  const {files} = await identity();
  return rejections.map(({file, index, line, field, reason, excerpt}) => {
    const {sha256} = files[index];
    return {file, file_sha256: sha256, line, field, reason, excerpt};
  });
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
