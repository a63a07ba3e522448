import type {RunEntry, RunsPage} from "../../core/schema/runs.js";
import type {RunPairsPage} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import {formatCount, formatDuration, formatTime, plural} from "../kit/format.js";
import {runChoice, usualPair} from "./run-choice.js";
import {runDetail} from "./run-detail.js";
import {runsMenu} from "./run-exports.js";
import {runList} from "./run-list.js";
import {runPair} from "./run-pair.js";
import {pushUrlState} from "../site/url-state.js";

/** How to show the runs. */
export interface RunsPageOptions {
  /** What was compared event by event, and the address of that. */
  pairs: RunPairsPage;
  data: string | null;
}

/**
 * Returns what changed between two runs, which the reader chooses, and the audit trail, newest first, with
 * one run open beside it. The two stand in the URL as `a` and `b`, the open one as `run`.
 */
export function runsPage({runs}: RunsPage, {pairs, data}: RunsPageOptions): HTMLElement {
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

/** Returns what the last run did, in a sentence: when, how long, and how much of it was new. */
export function runsSentence(runs: readonly RunEntry[]): string {
  const [last] = runs;
  if (!last) return "No run is recorded yet.";
  const when = `${formatTime(last.startedAt).slice(0, -3)} UTC`;
  const others = runs.length > 1 ? `, the latest of ${formatCount(runs.length)} recorded,` : "";
  if (last.status === "running") return `The run of ${when}${others} has not ended.`;
  if (last.status === "dead")
    return `The run of ${when}${others} never ended: its process is gone. Run it again to go on.`;
  if (last.status === "failed")
    return `The run of ${when}${others} failed in ${last.phases.at(-1)?.phase ?? "its first phase"}.`;
  const made = last.phases.filter(({reused}) => !reused).length;
  const work =
    made === 0
      ? "found everything made already"
      : `made ${formatCount(made)} ${plural(made, "artifact")} and reused ${formatCount(last.phases.length - made)}`;
  return `The run of ${when}${others} ${work} in ${formatDuration(secondsOf(last))}.`;
}

/** Returns how long a run took, in seconds; null while it runs. */
export function secondsOf({startedAt, finishedAt}: RunEntry): number | null {
  return finishedAt === null ? null : Math.max(0, (finishedAt - startedAt) / 1000);
}
