import {defaultFlowModel} from "../../core/detectors/flow-model.js";
import {errorMessage} from "../../core/error-message.js";
import type {DetectedTable} from "../../core/readers/format.js";
import type {Mapping} from "../../core/readers/table/mapping.js";
import type {SiteModelsPage} from "../../core/schema/site-models.js";
import type {Today} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {readUrlState, replaceUrlState} from "../site/url-state.js";
import {modelLabel, modelParameter} from "../site-models/choice.js";
import {logModels, withModel} from "./log-models.js";
import type {LogModels} from "./log-models.js";
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

  /** The models that it can score with. */
  models: SiteModelsPage;
}

/** The state of the page. */
interface State {
  today: Today;
  models: LogModels;
  headline: HTMLElement;
  worker: LogWorker;
  drop: DropArea;
  root: HTMLElement;
  body: HTMLElement;
  result: ResultView | null;

  /** The log on the page, or that was asked for last; null for none. */
  input: Input | null;
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
export function yourLogPage(
  {today, model, models: page}: YourLogData,
  {headline, files}: PageContext
): HTMLElement {
  const counter = sentCounter();
  const drop = dropArea({
    onFiles: (files) => void attempt(state, () => openFiles(state, files)),
    onCancel: () => void state.worker.ask({kind: "cancel"}, "cancelled")
  });
  const worker = startWorker({onProgress: drop.progress, onRequests: counter.add});
  const body = element("div", {class: "result"});
  const models = logModels(page, {
    own: model,
    listed: files["site-models.json"],
    onChoose: () => void attempt(state, () => changeModel(state))
  });
  const root = element("div", {class: "your-log"}, drop.node, models.node, counter.node, body);
  const shown = {headline, worker, drop, root, body, result: null, input: null};
  const state: State = {today, models, ...shown};
  headline.setAttribute("aria-live", "polite");
  void attempt(state, async () => {
    await models.load();
    await models.use(worker);
    await document.fonts.ready;
    counter.begin();
  });
  addEventListener("popstate", () => {
    if (root.isConnected && models.isOther()) void attempt(state, () => changeModel(state));
  });
  return root;
}

/** Scores with the model that the URL names now: the log on the page too, if there is one. */
async function changeModel(state: State): Promise<void> {
  await state.models.use(state.worker);
  if (state.input) await score(state, state.input);
}

/** Does *work* while the page is busy; shows what went wrong, if anything does. */
async function attempt(state: State, work: () => Promise<void>): Promise<void> {
  const {root, body, drop} = state;
  root.setAttribute("aria-busy", "true");
  state.models.node.inert = true; // the model does not change under a log that is being scored
  try {
    await work();
  } catch (error) {
    const message = errorNote(error, state.result !== null);
    if (state.result) body.prepend(message);
    else body.replaceChildren(message);
  }
  drop.finish();
  state.models.node.inert = false;
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
  const own = names.filter((name) => name !== "threshold" && name !== modelParameter);
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
  const {model, other} = state.models.current();
  state.input = input;
  clear(state);
  drop.work(files);
  const wanted = files.map((file, i) => ({file, mapping: mappingOf(inspected[i], chosen)}));
  const answer = await worker.ask({kind: "score", files: wanted}, "scored");
  if (!answer)
    return body.replaceChildren(element("p", {class: "about"}, "Cancelled; nothing is stored."));
  const {threshold: asked} = readUrlState(location.search);
  const usual = other?.threshold ?? today.forestThreshold;
  const threshold = asked !== undefined && asked > 0 && asked < 1 ? asked : usual;
  const isOwn = other === null && today.flowModel === defaultFlowModel;
  const published = isOwn && threshold === today.threshold && today.events > 0;
  const share = published ? today.alerts / today.events : null;
  setHeadline(headline, yourSentence(answer.scored, {threshold, share}));
  const table = inspected.find(({detected}) => detected.kind === "table");
  state.result = resultView(answer.scored, {
    today: other ? {...today, provenance: withModel(today.provenance, other)} : today,
    model,
    threshold,
    forestThreshold: other && !other.explains ? today.forestThreshold : null,
    by: other && modelLabel(other),
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
