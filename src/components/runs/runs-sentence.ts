import type {RunEntry} from "../../core/schema/runs.js";
import {formatCount, formatDuration, formatTime, plural} from "../kit/format.js";

/** Returns the sentence about the last run: when, how long, and how much of it was new. */
export function runsSentence(runs: readonly RunEntry[]): string {
  const [last] = runs;
  if (!last) return "No run is recorded yet.";
  const when = `${formatTime(last.startedAt).slice(0, -3)} UTC`;
  const others = runs.length > 1 ? `, the latest of ${formatCount(runs.length)} recorded,` : "";
  if (last.status === "running") return `The run of ${when}${others} has not ended.`;
  if (last.status === "dead")
    return `The run of ${when}${others} never ended: its process is gone. Start it again to resume it.`;
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
