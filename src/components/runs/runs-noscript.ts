import type {RunsPage} from "../../core/schema/runs.js";
import {setAsideOf} from "../../core/schema/set-aside.js";
import {formatCount, formatDuration, formatTime, plural} from "../kit/format.js";
import {noscript, table, text} from "../site/noscript.js";
import {secondsOf} from "./runs-sentence.js";

/** Returns the latest twenty runs, for readers of Runs without JavaScript. */
export function runsHtml({runs}: RunsPage): string {
  const rows = runs
    .slice(0, 20)
    .map((run) => [
      `${formatTime(run.startedAt)} UTC`,
      setAsideOf(run.phases).length > 0 ? `${run.status}, partial` : run.status,
      formatDuration(secondsOf(run)),
      formatCount(run.phases.find(({phase}) => phase === "transformation")?.rowsOut),
      run.phases.map(({phase, sha256}) => `${phase} ${sha256?.slice(0, 8) ?? "–"}`).join(", ")
    ]);
  const advice = runs.find(({retraining}) => retraining)?.retraining?.summary;
  const more = runs.length - rows.length;
  return noscript(
    advice ? `<p>${text(advice, 600)}</p>` : "",
    table(["started", "status", "took", "events", "artifacts"], rows),
    more > 0 ? `<p>And ${formatCount(more)} earlier ${plural(more, "run")}.</p>` : "",
    "<p>Parameters, inputs and what changed between runs need JavaScript.</p>"
  );
}
