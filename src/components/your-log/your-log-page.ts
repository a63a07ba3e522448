import {errorMessage} from "../../core/error-message.js";
import {parseModel} from "../../core/forest/serialize.js";
import type {DetectedTable} from "../../core/readers/format.js";
import type {Mapping} from "../../core/readers/table/mapping.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";
import {say} from "../site/sentence.js";
import {readUrlState, replaceUrlState} from "../site/url-state.js";
import {startWorker} from "./worker-client.js";
import type {LogWorker} from "./worker-client.js";
import {dropArea} from "./drop-area.js";
import type {DropArea} from "./drop-area.js";
import {mappingForm} from "./mapping-form.js";
import {resultView} from "./result-view.js";
import type {ResultView} from "./result-view.js";
import {sentCounter} from "./sent-counter.js";
import type {Inspected} from "./messages.js";
import {yourSentence} from "./log-sentence.js";

/** What the page needs beside the front page’s numbers. */
export interface YourLogOptions {
  /** The text of model.json. */
  model: string;

  /** The heading of the page, which says what came of a log. */
  heading: HTMLElement;
}

/** What the steps of the page share. */
interface Desk {
  today: Today;
  model: ReturnType<typeof parseModel>;
  heading: HTMLElement;
  worker: LogWorker;
  drop: DropArea;
  root: HTMLElement;
  body: HTMLElement;
  result: ResultView | null;
}

/** Files that were looked at, and the fields that the reader chose, by the names of a table. */
interface Given {
  files: File[];
  looked: Inspected[];

  /** What was given with them and is no log, in a sentence each without its full stop. */
  refused: string[];
  chosen: ReadonlyMap<string, Mapping>;
}

/**
 * Returns the page Your log: takes files, has a worker read, score and explain them with the core of the
 * pipeline and the published model, and shows what came of it. Nothing is asked of the network once it is
 * ready. Without a line in the URL, the line is the site’s.
 */
export function yourLog(today: Today, {model, heading}: YourLogOptions): HTMLElement {
  const counter = sentCounter();
  const drop = dropArea({
    onFiles: (files) => void attempt(desk, () => take(desk, files)),
    onCancel: () => void desk.worker.ask({kind: "cancel"}, "cancelled")
  });
  const worker = startWorker({progress: drop.progress, requests: counter.add});
  const body = element("div", {class: "result"});
  const root = element("div", {class: "your-log"}, drop.node, counter.node, body);
  const desk: Desk = {
    today,
    model: parseModel(model),
    heading,
    worker,
    drop,
    root,
    body,
    result: null
  };
  heading.setAttribute("aria-live", "polite");
  void attempt(desk, async () => {
    await worker.ask({kind: "model", text: model}, "ready");
    await document.fonts.ready;
    counter.begin();
  });
  return root;
}

/** Does *work* while the page is busy; says what went wrong, if anything does. */
async function attempt(desk: Desk, work: () => Promise<void>): Promise<void> {
  const {root, body, drop} = desk;
  root.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    const said = message(error, desk.result !== null);
    if (desk.result) body.prepend(said);
    else body.replaceChildren(said);
  }
  drop.rest();
  root.removeAttribute("aria-busy");
}

async function take(desk: Desk, files: File[]): Promise<void> {
  if (files.length === 0) return;
  desk.drop.look(files);
  desk.body.querySelector(":scope > [role=alert]")?.remove();
  const answer = await desk.worker.ask({kind: "look", files}, "looked");
  if (!answer) return;
  const logs = answer.files.flatMap(({sniffed}, i) => (sniffed.kind === "unsupported" ? [] : [i]));
  const refused = refusals(answer.files);
  if (logs.length === 0) throw new Error(rejectionText(refused));
  if (desk.result && !confirm("The log that is shown goes, with what was found in it. Go on?"))
    return;
  if (desk.result) forgetState();
  clear(desk);
  const looked = logs.map((i) => answer.files[i]);
  await proceed(desk, {files: logs.map((i) => files[i]), looked, refused, chosen: new Map()});
}

/** Takes out of the address what was said of the log before: its event, and the filters of Explore. */
function forgetState(): void {
  const names = [...new URLSearchParams(location.search).keys()].filter(
    (name) => name !== "threshold"
  );
  replaceUrlState(Object.fromEntries(names.map((name) => [name, null])));
}

/** Scores the files, or asks first for the fields of a table that does not say them. */
async function proceed(desk: Desk, given: Given): Promise<void> {
  const undecided = given.looked.find(({sniffed}) => {
    if (sniffed.kind !== "table" || given.chosen.has(keyOf(sniffed))) return false;
    return sniffed.missing.length > 0 || sniffed.ambiguous.length > 0;
  });
  if (undecided) return requestFields(desk, given, undecided);
  await score(desk, given);
}

/** Tables with the same names are read alike. */
function keyOf({names}: DetectedTable): string {
  return names.join("\n");
}

function requestFields(desk: Desk, given: Given, {name, sniffed}: Inspected): void {
  if (sniffed.kind !== "table") return;
  const form = mappingForm(sniffed, {
    name,
    mapping: given.chosen.get(keyOf(sniffed)),
    onScore(mapping) {
      const chosen = new Map([...given.chosen, [keyOf(sniffed), mapping]]);
      void attempt(desk, () => proceed(desk, {...given, chosen}));
    }
  });
  clear(desk);
  const title = element("h2", {}, "Which field is which");
  desk.body.replaceChildren(element("section", {class: "part"}, title, form));
  form.querySelector("select")?.focus();
}

async function score(desk: Desk, given: Given): Promise<void> {
  const {today, worker, drop, heading, body} = desk;
  const {files, looked, chosen, refused} = given;
  clear(desk);
  drop.work(files);
  const wanted = files.map((file, i) => ({file, mapping: mappingOf(looked[i], chosen)}));
  const answer = await worker.ask({kind: "score", files: wanted}, "scored");
  if (!answer)
    return body.replaceChildren(element("p", {class: "about"}, "Cancelled; nothing is kept."));
  const asked = readUrlState(location.search).threshold;
  const line = asked !== undefined && asked > 0 && asked < 1 ? asked : today.threshold;
  const share = line === today.threshold && today.events > 0 ? today.alerts / today.events : null;
  say(heading, yourSentence(answer.scored, {line, share}));
  const table = looked.find(({sniffed}) => sniffed.kind === "table");
  desk.result = resultView(answer.scored, {
    today,
    model: desk.model,
    line,
    worker,
    refused,
    change: table ? () => requestFields(desk, given, table) : null
  });
  body.replaceChildren(desk.result.node);
  await desk.result.ready;
}

function mappingOf({sniffed}: Inspected, chosen: Given["chosen"]): Mapping | null {
  if (sniffed.kind !== "table") return null;
  return chosen.get(keyOf(sniffed)) ?? sniffed.mapping;
}

function clear(desk: Desk): void {
  desk.result?.remove();
  desk.result = null;
  desk.body.replaceChildren();
}

/** Names the files that are no logs, what they seem to be, and what to do. */
function refusals(files: readonly Inspected[]): string[] {
  return files.flatMap(({name, sniffed}) =>
    sniffed.kind === "unsupported" ? [`${name} is ${sniffed.found}; ${sniffed.remedy}`] : []
  );
}

function rejectionText(refused: readonly string[]): string {
  const more = refused.length > 5 ? ` And ${formatCount(refused.length - 5)} more.` : "";
  return `${refused.slice(0, 5).join(". ")}.${more}`;
}

function message(error: unknown, kept: boolean): HTMLElement {
  const reason = errorMessage(error);
  return element(
    "div",
    {class: "message", role: "alert"},
    element(
      "p",
      {},
      kept ? "Nothing was scored; below is still the log before." : "Nothing was scored."
    ),
    element("p", {}, visible(reason).slice(0, 1000))
  );
}
