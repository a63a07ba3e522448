import type {Today} from "../../core/schema/published.js";
import type {RunEntry, RunsPage} from "../../core/schema/runs.js";
import type {RunPairsPage} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import {runChoice, usualPair} from "./run-choice.js";
import {runDetail} from "./run-detail.js";
import {runsMenu} from "./run-exports.js";
import {runList} from "./run-list.js";
import {runPair} from "./run-pair.js";
import {windowDriftPart} from "./window-drift.js";
import {runsSentence} from "./runs-sentence.js";
import {traced} from "../provenance/traced-sentence.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {pushUrlState} from "../site/url-state.js";

/** The data of the page Runs. */
export interface RunsPageData {
  /** The runs that the audit recorded, newest first. */
  runs: RunsPage;

  /** The comparisons of the shown run with earlier ones, event by event. */
  pairs: RunPairsPage;

  /** What the shown run found. */
  today: Today;
}

/**
 * Returns what changed between two runs, which the reader chooses, and the audit trail, newest first, with
 * one run open beside it. The two stand in the URL as `a` and `b`, the open one as `run`.
 */
export function runsPage(
  {runs: {runs}, pairs, today}: RunsPageData,
  {headline, files}: PageContext
): HTMLElement {
  setHeadline(headline, traced(runsSentence(runs), "runs.headline"));
  const data = files["run-pairs.json"];
  const detail = element("section", {"aria-live": "polite", "aria-label": "the run"});
  const list = runList(runs, pairs.run, (run) => open(run, true));
  const chosen = element("section", {"aria-label": "runs"}, list.node, runsMenu(runs));
  const choice = runChoice(runs, pairs, (a, b) => {
    pushUrlState({a: a.run, b: b.run});
    compare(a, b);
  });
  const compared = element("div", {});
  const title = element("h2", {}, "Every run");
  const node = element(
    "div",
    {},
    choice.node,
    compared,
    windowDriftPart(today, files["today.json"]),
    title,
    element("div", {class: "runs"}, chosen, detail)
  );

  function open(run: RunEntry, entry: boolean): void {
    detail.replaceChildren(runDetail(run, pairs.run));
    list.setOpen(run);
    if (entry) pushUrlState({run: run.run});
  }

  function compare(a: RunEntry, b: RunEntry): void {
    choice.show(a, b);
    compared.replaceChildren(runPair({a, b, pairs, data}));
  }

  function read(): void {
    const params = new URLSearchParams(location.search);
    const named = (name: string) => runs.find(({run}) => run === params.get(name));
    const run = named("run") ?? runs[0];
    if (run) open(run, false);
    const usual = usualPair(runs, pairs);
    const [a, b] = [named("a") ?? usual?.a, named("b") ?? usual?.b];
    if (a && b) compare(a, b);
    else
      compared.replaceChildren(
        element(
          "p",
          {class: "about"},
          "There is no earlier run that succeeded: nothing to compare with."
        )
      );
  }

  addEventListener("popstate", read);
  read();
  return node;
}
