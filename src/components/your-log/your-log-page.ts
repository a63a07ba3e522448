import {defaultFlowModel} from "../../core/detectors/flow-model.js";
import {errorMessage} from "../../core/error-message.js";
import {parseModel} from "../../core/forest/serialize.js";
import type {DetectedTable} from "../../core/readers/format.js";
import type {Mapping} from "../../core/readers/table/mapping.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {readUrlState, replaceUrlState} from "../site/url-state.js";
import {startWorker} from "./worker-client.js";
import type {LogWorker} from "./worker-client.js";
import {dropArea} from "./drop-area.js";
import type {DropArea} from "./drop-area.js";
import {mappingForm} from "./mapping-form.js";
import {resultView} from "./result-view.js";
import type {ResultView} from "./result-view.js";
import {sentCounter} from "./sent-counter.js";
import type {InspectedFile} from "./messages.js";
import {yourSentence} from "./log-sentence.js";

/** The published data that the page needs. */
interface YourLogData {
  today: Today;

  /** The text of model.json. */
  model: string;
}

/** The state of the page. */
interface State {
  today: Today;
  model: ReturnType<typeof parseModel>;
  headline: HTMLElement;
  worker: LogWorker;
  drop: DropArea;
  root: HTMLElement;
  body: HTMLElement;
  result: ResultView | null;
}

/** Files that were inspected, and the mappings that the reader chose, by the names of a table. */
interface Input {
  files: File[];
  inspected: InspectedFile[];

  /** The files beside them that are no logs, in a sentence each without its full stop. */
  skipped: string[];
  chosen: ReadonlyMap<string, Mapping>;
}

/**
 * Returns the page Your log: accepts files, has a worker read, score and explain them with the core of the
 * pipeline and the published model, and shows the result. It requests nothing of the network once it is
 * ready. Without a threshold in the URL, the threshold is the published one.
 */
export function yourLogPage({today, model}: YourLogData, {headline}: PageContext): HTMLElement {
  const counter = sentCounter();
  const drop = dropArea({
    onFiles: (files) => void attempt(state, () => openFiles(state, files)),
    onCancel: () => void state.worker.ask({kind: "cancel"}, "cancelled")
  });
  const worker = startWorker({onProgress: drop.progress, onRequests: counter.add});
  const body = element("div", {class: "result"});
  const root = element("div", {class: "your-log"}, drop.node, counter.node, body);
  const parsed = parseModel(model);
  const state: State = {today, model: parsed, headline, worker, drop, root, body, result: null};
  headline.setAttribute("aria-live", "polite");
  void attempt(state, async () => {
    await worker.ask({kind: "model", text: model}, "ready");
    await document.fonts.ready;
    counter.begin();
  });
  return root;
}

/** Does *work* while the page is busy; shows what went wrong, if anything does. */
async function attempt(state: State, work: () => Promise<void>): Promise<void> {
  const {root, body, drop} = state;
  root.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    const message = errorNote(error, state.result !== null);
    if (state.result) body.prepend(message);
    else body.replaceChildren(message);
  }
  drop.finish();
  root.removeAttribute("aria-busy");
}

async function openFiles(state: State, files: File[]): Promise<void> {
  if (files.length === 0) return;
  state.drop.inspect(files);
  state.body.querySelector(":scope > [role=alert]")?.remove();
  const answer = await state.worker.ask({kind: "inspect", files}, "inspected");
  if (!answer) return;
  const logs = answer.files.flatMap(({detected}, i) =>
    detected.kind === "unsupported" ? [] : [i]
  );
  const skipped = skippedFiles(answer.files);
  if (logs.length === 0) throw new Error(rejectionText(skipped));
  if (state.result && !confirm("The log on this page is removed, with its results. Continue?"))
    return;
  if (state.result) forgetState();
  clear(state);
  const inspected = logs.map((i) => answer.files[i]);
  await proceed(state, {files: logs.map((i) => files[i]), inspected, skipped, chosen: new Map()});
}

/** Removes the state of the previous log from the URL: its event, and the filters of Explore. */
function forgetState(): void {
  const names = [...new URLSearchParams(location.search).keys()];
  const own = names.filter((name) => name !== "threshold");
  replaceUrlState(Object.fromEntries(own.map((name) => [name, null])));
}

/** Scores the files, or asks first for the fields of a table that does not name them. */
async function proceed(state: State, input: Input): Promise<void> {
  const undecided = input.inspected.find(({detected}) => {
    if (detected.kind !== "table" || input.chosen.has(keyOf(detected))) return false;
    return detected.missing.length > 0 || detected.ambiguous.length > 0;
  });
  if (undecided) return requestFields(state, input, undecided);
  await score(state, input);
}

/** Returns the key of a table: those with the same names are read alike. */
function keyOf({names}: DetectedTable): string {
  return names.join("\n");
}

function requestFields(state: State, input: Input, {name, detected}: InspectedFile): void {
  if (detected.kind !== "table") return;
  const form = mappingForm(detected, {
    name,
    mapping: input.chosen.get(keyOf(detected)),
    onScore(mapping) {
      const chosen = new Map([...input.chosen, [keyOf(detected), mapping]]);
      void attempt(state, () => proceed(state, {...input, chosen}));
    }
  });
  clear(state);
  state.body.replaceChildren(section({title: "Which field is which"}, form));
  form.querySelector("select")?.focus();
}

async function score(state: State, input: Input): Promise<void> {
  const {today, worker, drop, headline, body} = state;
  const {files, inspected, chosen, skipped} = input;
  clear(state);
  drop.work(files);
  const wanted = files.map((file, i) => ({file, mapping: mappingOf(inspected[i], chosen)}));
  const answer = await worker.ask({kind: "score", files: wanted}, "scored");
  if (!answer)
    return body.replaceChildren(element("p", {class: "about"}, "Cancelled; nothing is stored."));
  const {threshold: asked} = readUrlState(location.search);
  const threshold = asked !== undefined && asked > 0 && asked < 1 ? asked : today.forestThreshold;
  const isOwn = today.flowModel === defaultFlowModel;
  const published = isOwn && threshold === today.threshold && today.events > 0;
  const share = published ? today.alerts / today.events : null;
  setHeadline(headline, yourSentence(answer.scored, {threshold, share}));
  const table = inspected.find(({detected}) => detected.kind === "table");
  state.result = resultView(answer.scored, {
    today,
    model: state.model,
    threshold,
    worker,
    skipped,
    onChangeFields: table ? () => requestFields(state, input, table) : null
  });
  body.replaceChildren(state.result.node);
  await state.result.ready;
}

function mappingOf({detected}: InspectedFile, chosen: Input["chosen"]): Mapping | null {
  if (detected.kind !== "table") return null;
  return chosen.get(keyOf(detected)) ?? detected.mapping;
}

function clear(state: State): void {
  state.result?.remove();
  state.result = null;
  state.body.replaceChildren();
}

/** Names the files that are no logs, what they seem to be, and the remedy. */
function skippedFiles(files: readonly InspectedFile[]): string[] {
  return files.flatMap(({name, detected}) =>
    detected.kind === "unsupported" ? [`${name} is ${detected.found}; ${detected.remedy}`] : []
  );
}

function rejectionText(skipped: readonly string[]): string {
  const more = skipped.length > 5 ? ` And ${formatCount(skipped.length - 5)} more.` : "";
  return `${skipped.slice(0, 5).join(". ")}.${more}`;
}

function errorNote(error: unknown, hasResult: boolean): HTMLElement {
  const outcome = hasResult
    ? "Nothing was scored; the previous log is still shown below."
    : "Nothing was scored.";
  return element(
    "div",
    {class: "message", role: "alert"},
    element("p", {}, outcome),
    element("p", {}, visible(errorMessage(error)).slice(0, 1000))
  );
}
