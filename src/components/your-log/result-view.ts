import {defaultFlowModel} from "../../core/detectors/flow-model.js";
import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Today} from "../../core/schema/published.js";
import {later} from "../kit/lazy-part.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {scoresExport} from "../exports/histogram-export.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {formatDay, formatDuration} from "../kit/format.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import {scoreHistogram} from "../charts/score-histogram.js";
import {pushUrlState} from "../site/url-state.js";
import type {LogWorker} from "./worker-client.js";
import {driftExport, driftTable} from "./drift-table.js";
import {topEvents} from "./top-events.js";
import {yourExplore} from "./explore-log.js";
import {linesReport} from "./lines-report.js";
import {identityOf} from "./log-identity.js";
import type {LogIdentity} from "./log-identity.js";
import {verdictPart} from "./verdict-part.js";
import {eventOpener} from "./event-opener.js";
import {withFiles, yourProvenanceLine} from "./log-provenance.js";
import type {RejectedLine, Scored} from "./messages.js";
import {adviceOf} from "./log-sentence.js";

/** The context of a result. */
interface ResultOptions {
  today: Today;
  model: {file: ModelFile; forest: Forest};

  /** In (0, 1). */
  threshold: number;

  /** The threshold of the forest in *model*, if it explains in place of a detector that scores; null if it scores. */
  forestThreshold: number | null;

  /** The name of the model that scores, if it is another than that of the run; null if not. */
  by: string | null;
  worker: LogWorker;

  /** The files beside the log that are no logs, in a sentence each without its full stop. */
  skipped: readonly string[];

  /** Opens the choice of fields; null for logs that name their own. */
  onChangeFields: (() => void) | null;
}

/** A result on the page. */
export interface ResultView {
  node: HTMLElement;

  /** Resolves when all of it is on the page. */
  ready: Promise<void>;

  /** Removes the listeners for the URL of the page; the log is gone. */
  remove(): void;
}

/** The context of the sections: the identity of the log, and the function that opens an event. */
interface FoundOptions {
  identity: () => Promise<LogIdentity>;
  onOpen: (event: number) => void;
  signal: AbortSignal;
}

const maxExported = 100_000;
const chunk = 1000; // so that the page stays responsive

/** Shows the result of a log: drift first, then the lines, the most anomalous events, and the one that is open. */
export function resultView(scored: Scored, options: ResultOptions): ResultView {
  const opened = element("div", {class: "opened"});
  const leaving = new AbortController();
  const {signal} = leaving;
  const identity = identityOf(options.worker);
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
      return void node.querySelector<HTMLElement>("#most-anomalous a")?.focus();
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
  {
    today,
    threshold,
    forestThreshold,
    by,
    worker,
    skipped,
    onChangeFields,
    identity,
    onOpen,
    signal
  }: ResultOptions & FoundOptions
): (() => HTMLElement)[] {
  const source = {provenance: today.provenance, identity};
  const sourced = (n: number, exports?: ExportSource) => yourProvenanceLine(source, {n, exports});
  const {events, rejections, top} = scored;
  const rejected = scored.files.reduce((sum, file) => sum + file.rejected, 0);
  const rejectedRows = () => exportedRejections(rejections, identity);
  const rows = async () =>
    withFiles(await exportedRows(worker, Math.min(events, maxExported)), identity);
  const max = top[0]?.score ?? threshold;
  const advice = [...adviceOf(scored), ...forestAdvice({today, by, forestThreshold})].map((text) =>
    element("p", {class: "advice"}, text)
  );
  const explored = () => yourExplore(scored, {today, threshold, worker, identity, onOpen, signal});
  const verdicts = async () => verdictPart({worker, identity: await identity(), onOpen});
  const lines = () =>
    part(
      "lines",
      "Lines",
      linesReport(scored, skipped),
      spanOf(scored),
      onChangeFields && changeButton(onChangeFields),
      rejected > 0 && sourced(rejected, {name: "your-log-rejected-lines", rows: rejectedRows})
    );
  if (events === 0) return [lines];
  return [
    () =>
      part(
        "fit",
        "Was this model trained for you?",
        ...advice,
        driftTable(scored.drift),
        sourced(events, driftExport(scored.drift))
      ),
    lines,
    () => scoresSection(scored, {threshold, max}, sourced),
    () =>
      part(
        "most-anomalous",
        "The most anomalous connections",
        topEvents(top, threshold),
        sourced(events, {name: "your-log-scored", rows, alerts: true, threshold})
      ),
    () => part("explore", "Explore your log", later(explored, "620px")),
    () => part("verdicts", "Your verdicts on dropped logs", later(verdicts))
  ];
}

function scoresSection(
  {histogram, events}: Scored,
  {threshold, max}: {threshold: number; max: number},
  sourced: (n: number, exports: ExportSource) => HTMLElement
): HTMLElement {
  const draw = (width: number) =>
    scoreHistogram(histogram, {width, threshold, label: "threshold", max});
  const figure = element("figure", {}, responsive(draw));
  const exports = scoresExport(histogram, () => figure.querySelector("svg"));
  const named = {...exports, name: "your-log-scores"};
  return part("scores", "The scores", figure, sourced(events, named));
}

/** Inserts the sections before *end*, a task each, so that the page stays responsive. */
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

function part(id: string, title: string, ...children: Child[]): HTMLElement {
  return section({title, attributes: {id}}, ...children);
}

function changeButton(change: () => void): HTMLElement {
  const button = element("button", {type: "button", class: "more"}, "Change the fields");
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

async function exportedRows(worker: LogWorker, n: number): Promise<ExportRow[]> {
  const rows: ExportRow[] = [];
  for (let from = 0; from < n; from += chunk) {
    const until = Math.min(n, from + chunk);
    const answer = await worker.ask({kind: "rows", from, until}, "rows");
    rows.push(...(answer?.rows ?? []));
  }
  return rows;
}

/** Returns which model scores here, if it is another than the one that alerts on the other pages, and what explains. */
function forestAdvice({
  today: {flowModel},
  by,
  forestThreshold
}: Pick<ResultOptions, "today" | "by" | "forestThreshold">): string[] {
  if (by !== null && forestThreshold !== null)
    return [
      `Scored here by ${by}, which has no contributions of features; drift and reasons are those of the Isolation Forest of the run.`
    ];
  if (by !== null) return [`Scored, explained and compared with its training rows by ${by}.`];
  if (flowModel === defaultFlowModel) return [];
  return [
    `Scored here by the Isolation Forest, at its own threshold; on the other pages ${flowModel} alerts.`
  ];
}
