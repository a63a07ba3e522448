import {parseModel} from "../core/forest/serialize.js";
import type {Mapping} from "../core/readers/table/mapping.js";
import type {Today} from "../core/schema/published.js";
import {element} from "./element.js";
import {formatCount, visible} from "./format.js";
import {sentenceNodes} from "./headline.js";
import {readUrlState} from "./url-state.js";
import {startWorker} from "./your-log-client.js";
import {dropArea} from "./your-log-drop.js";
import {mappingForm} from "./your-log-mapping.js";
import {resultView} from "./your-log-result.js";
import type {ResultView} from "./your-log-result.js";
import {sentCounter} from "./your-log-sent.js";
import type {FileToScore, LookedAt} from "./your-log-types.js";
import {yourSentence} from "./your-log-verdict.js";

/** What the page needs beside the front page’s numbers. */
export interface YourLogOptions {
  /** The text of model.json. */
  model: string;

  /** The heading of the page, which says what came of a log. */
  heading: HTMLElement;
}

/**
 * Returns the page Your log: takes files, has a worker read, score and explain them with the core of the
 * pipeline and the published model, and shows what came of it. Nothing is asked of the network once it is
 * ready. Without a line in the URL, the line is the site’s.
 */
export function yourLog(today: Today, {model, heading}: YourLogOptions): HTMLElement {
  const parsed = parseModel(model);
  const counter = sentCounter();
  const worker = startWorker({
    progress: (progress) => drop.progress(progress),
    requests: counter.add
  });
  const body = element("div", {class: "result"});
  const drop = dropArea({
    onFiles: (files) => void take(files),
    onCancel: () => void worker.ask({kind: "cancel"}, "cancelled")
  });
  const root = element(
    "div",
    {class: "your-log", "aria-busy": "true"},
    drop.node,
    counter.node,
    body
  );
  let result: ResultView | null = null;
  heading.setAttribute("aria-live", "polite");

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      body.replaceChildren(message(error));
    }
    drop.rest();
    root.removeAttribute("aria-busy");
  };

  const take = (files: File[]): Promise<void> =>
    attempt(async () => {
      if (files.length === 0) return;
      if (result && !confirm("The log that is shown goes, with what was found in it. Go on?"))
        return;
      drop.look(files);
      const looked = await worker.ask({kind: "look", files}, "looked");
      if (!looked) return;
      requireLogs(looked.files);
      const undecided = looked.files.findIndex(
        ({sniffed}) =>
          sniffed.kind === "table" && (sniffed.missing.length > 0 || sniffed.ambiguous.length > 0)
      );
      if (undecided >= 0) return ask(files, looked.files, undecided);
      await score(files, looked.files, new Map());
    });

  /** Asks for the fields of the table at *index*; tables with the same names then have the same. */
  function ask(files: File[], looked: LookedAt[], index: number, mapping?: Mapping): void {
    const {name, sniffed} = looked[index];
    if (sniffed.kind !== "table") return;
    const form = mappingForm(sniffed, {
      name,
      mapping,
      onScore: (mapping) =>
        void attempt(() => score(files, looked, new Map([[sniffed.names.join("\n"), mapping]])))
    });
    result?.remove();
    result = null;
    body.replaceChildren(
      element("section", {class: "part"}, element("h2", {}, "Which field is which"), form)
    );
    form.querySelector("select")?.focus();
  }

  async function score(
    files: File[],
    looked: LookedAt[],
    chosen: Map<string, Mapping>
  ): Promise<void> {
    const wanted = files.map((file, i): FileToScore => {
      const {sniffed} = looked[i];
      if (sniffed.kind !== "table") return {file, mapping: null};
      return {file, mapping: chosen.get(sniffed.names.join("\n")) ?? sniffed.mapping};
    });
    result?.remove();
    result = null;
    body.replaceChildren();
    root.setAttribute("aria-busy", "true");
    drop.work(files);
    const answer = await worker.ask({kind: "score", files: wanted}, "scored");
    if (!answer)
      return void body.replaceChildren(
        element("p", {class: "about"}, "Cancelled; nothing is kept.")
      );
    const {scored} = answer;
    const asked = readUrlState(location.search).line;
    const line = asked !== undefined && asked > 0 && asked < 1 ? asked : today.threshold;
    const share = line === today.threshold && today.events > 0 ? today.alerts / today.events : null;
    heading.replaceChildren(...sentenceNodes(yourSentence(scored, {line, share})));
    const table = looked.findIndex(({sniffed}) => sniffed.kind === "table");
    const change =
      table < 0 ? null : () => ask(files, looked, table, wanted[table].mapping ?? undefined);
    result = resultView(scored, {today, model: parsed, line, worker, change});
    body.replaceChildren(result.node);
  }

  void attempt(async () => {
    await worker.ask({kind: "model", text: model}, "ready");
    await document.fonts.ready;
    counter.begin();
    drop.ready();
  });
  return root;
}

/** Throws an Error that names the files that are no logs, what they seem to be, and what to do. */
function requireLogs(files: readonly LookedAt[]): void {
  const strange = files.flatMap(({name, sniffed}) =>
    sniffed.kind === "strange" ? [`${name} is ${sniffed.found}; ${sniffed.remedy}`] : []
  );
  if (strange.length === 0) return;
  const more = strange.length > 5 ? ` And ${formatCount(strange.length - 5)} more.` : "";
  throw new Error(`${strange.slice(0, 5).join(". ")}.${more}`);
}

function message(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  return element(
    "div",
    {class: "message", role: "alert"},
    element("p", {}, "Nothing was scored."),
    element("p", {}, visible(reason).slice(0, 1000))
  );
}
