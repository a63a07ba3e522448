import type {RunEntry, RunsPage} from "../core/schema/published.js";
import {element} from "./element.js";
import {formatCount, formatDuration, formatTime, plural} from "./format.js";
import {runChanges} from "./run-changes.js";
import {runDetail} from "./run-detail.js";
import {runList} from "./run-list.js";

/**
 * Returns the audit trail, newest first, with one run open beside it. The open run stands in the URL
 * as `run`.
 */
export function runsPage({runs}: RunsPage): HTMLElement {
  const detail = element("section", {"aria-live": "polite", "aria-label": "the run"});
  const list = runList(runs, (run) => open(run, true));
  const chosen = element("section", {"aria-label": "runs"}, list.node);
  const node = element("div", {class: "runs"}, chosen, detail);

  function open(run: RunEntry, entry: boolean): void {
    const previous = runs.slice(runs.indexOf(run) + 1).find(({status}) => status === "succeeded");
    detail.replaceChildren(runDetail(run), runChanges(run, previous));
    list.setOpen(run);
    if (!entry) return;
    const url = new URL(location.href);
    url.searchParams.set("run", run.run);
    history.pushState(null, "", url);
  }

  function read(): void {
    const name = new URLSearchParams(location.search).get("run");
    const run = runs.find((r) => r.run === name) ?? runs[0];
    if (run) open(run, false);
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
