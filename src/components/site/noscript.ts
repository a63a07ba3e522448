import type {LineagePage} from "../../core/schema/lineage.js";
import {figures} from "../../core/published/figures/figure-list.js";
import {figureName} from "../../core/published/figures/find-figures.js";
import {countTechniques} from "../../core/evaluation/two-by-two.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import type {EventRow, Today} from "../../core/schema/published.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {RunsPage} from "../../core/schema/runs.js";
import {
  formatCount,
  formatDuration,
  formatEndpoint,
  formatScore,
  formatShare,
  formatTime,
  plural,
  visible
} from "../kit/format.js";
import {isFirstOrigin, originLabel} from "./sentence.js";
import type {SentencePart} from "./sentence.js";
import {noticesOf} from "../kit/notices.js";
import {fairest, labelledMetrics} from "../../core/evaluation/choose-metrics.js";
import {secondsOf} from "../runs/runs-sentence.js";
import {lineageRows} from "../lineage/lineage-sentence.js";
import {lineageSteps} from "../lineage/lineage-steps.js";
import {escape} from "./shell.js";
import {originAnchor, originFragment} from "../provenance/origin.js";
import {figureTitle} from "./file-dependents.js";

/**
 * Returns a sentence as HTML, so that it is there before any script. Its links have no query yet:
 * Framework would take them for pages that do not exist, and a query needs a script.
 */
export function sentenceHtml(parts: readonly SentencePart[]): string {
  return parts
    .map(({text, href, strong, origin}, i) => {
      const to = origin === undefined ? "" : escape(originAnchor(origin));
      const from =
        to &&
        ` href="${to}" title="${originLabel}"${isFirstOrigin(parts, i) ? "" : ` tabindex="-1"`}`;
      if (href !== undefined) {
        const number = `<a class="figure" href="${escape(href.replace(/\?.*/, ""))}">${escape(text)}</a>`;
        return from ? `${number}<a class="origin"${from} aria-label="${originLabel}"></a>` : number;
      }
      const words = strong ? `<b>${escape(text)}</b>` : escape(text);
      return from ? `<a class="traced"${from}>${words}</a>` : words;
    })
    .join("");
}

/**
 * Returns the notices of the front page, so that nothing moves when the figures come, and the ten most anomalous
 * incidents for readers without JavaScript.
 */
export function todayHtml(today: Today): string {
  const notices = noticesOf(today).map(
    ({text: sentence, warning}) => `<li${warning ? ` class="warning"` : ""}>${text(sentence)}</li>`
  );
  const incidents = today.topIncidents
    .slice(0, 10)
    .map(
      ({entity, reason, score}) =>
        `<li><code>${text(entity)}</code>: ${text(reason)} (${formatScore(score)})</li>`
    );
  const without = noscript(
    incidents.length ? `<ol>${incidents.join("")}</ol>` : "",
    "<p>Figures and the other pages need JavaScript; nothing is loaded from other hosts.</p>"
  );
  return `<ul class="notices">${notices.join("")}</ul>${without}`;
}

/** Returns the span of the events, the line and the most anomalous events, for readers of Explore without JavaScript. */
export function exploreHtml({first, last, threshold, topEvents}: Today): string {
  return noscript(
    `<p>They are from ${formatTime(first)} to ${formatTime(last)} UTC; the line is a score of ${formatScore(threshold)}. The strangest:</p>`,
    table(
      ["time (UTC)", "source", "destination", "service", "score"],
      topEvents.slice(0, 10).map(eventCells)
    ),
    "<p>Filters, charts and the whole table run in the browser and need JavaScript.</p>"
  );
}

/** Returns the most anomalous event as a sentence, and those after it, for readers of Alert without JavaScript. */
export function alertHtml({events, threshold, topEvents}: Today): string {
  const [first, ...others] = topEvents;
  if (!first) return noscript("<h1>There is no event</h1>");
  const {time, src, dst, dstPort, service, proto, score} = first;
  const kind = service ?? proto;
  const side = score >= threshold ? "above" : "below";
  return noscript(
    `<h1>${text(src)} → ${text(formatEndpoint(dst, dstPort))}</h1>`,
    `<p>${kind === null ? "" : `${text(kind)}, `}${formatTime(time)} UTC. Score <b>${formatScore(score)}</b>, the strangest of ${formatCount(events)}; ${side} the line of ${formatScore(threshold)}.</p>`,
    others.length ? "<p>After it come:</p>" : "",
    table(
      ["time (UTC)", "source", "destination", "service", "score"],
      others.slice(0, 10).map(eventCells)
    ),
    "<p>Why an event is strange is computed in the browser, from the published model, and needs JavaScript.</p>"
  );
}

/** Returns what each model found and how alike they are, for readers of Models without JavaScript. */
export function modelsHtml({models, agreement, features}: ModelsPage): string {
  const rows = models.map(({name, metrics, trees, trainingRows}) => {
    const found = fairest(metrics);
    return [
      name,
      formatCount(found?.events),
      formatCount(found?.alerts),
      formatScore(found?.threshold),
      formatScore(found?.ap),
      formatScore(found?.auroc),
      formatShare(found?.recallAtBudget),
      formatCount(trees),
      formatCount(trainingRows)
    ];
  });
  const heads = ["model", "events", "alerts", "line", "average precision", "AUROC", "recall at budget", "trees", "trained on"]; // prettier-ignore
  const alike = agreement.spearman === null ? "" : ` Spearman’s ρ of the two scores over all events: ${agreement.spearman.toFixed(3)}.`; // prettier-ignore
  return noscript(
    table(heads, rows),
    `<p>Both see the same ${formatCount(features.length)} features.${alike}</p>`,
    "<p>The figures need JavaScript.</p>"
  );
}

/** Returns what becomes of each labelled technique, for readers of Rules × model without JavaScript. */
export function rulesHtml(today: Today): string {
  const rows = countTechniques(labelledMetrics(today)?.byAttack ?? []).map((count) => [
    count.technique ?? "none named",
    count.attacks.slice(0, 4).join(", "),
    formatCount(count.alerts),
    formatCount(count.events)
  ]);
  return noscript(
    rows.length ? table(["technique", "labelled as", "above the line", "of"], rows) : "",
    "<p>The table of both judges needs JavaScript.</p>"
  );
}

/** Returns the phases with their digests, for readers of Lineage without JavaScript. */
export function lineageHtml(page: LineagePage): string {
  return noscript(
    table(["layer", "phase", "rows", "files", "sha256"], lineageRows(page)),
    "<p>Of each figure, the published file that it is drawn from; those of a run are in its EVAL artifact, above.</p>",
    originsTable(page),
    `<p>Again: <code>atalaya reproduce ${text(page.run)}</code>, or <code>${text(page.provenance.command)}</code>. The audit has a row for each phase in <code>ingestion_events</code>, <code>transformation_events</code>, <code>training_events</code> and <code>evaluation_events</code>; <code>data/proof.json</code> lists all files.</p>`
  );
}

/** Returns where the numbers of each figure come from; each row can be led to by its fragment. */
function originsTable(page: LineagePage): string {
  const rows = figures.map((figure) => {
    const [, {title, sha256, again}] = lineageSteps(page, {figure: figureName(figure), file: null, phase: null}); // prettier-ignore
    const cells = [figureTitle(figure), figure.how, title, sha256 ?? "–", again];
    const id = escape(`${originFragment}${figureName(figure)}`);
    return `<tr id="${id}">${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
  });
  const heads = ["figure", "how", "file", "sha256", "again"].map((head) => `<th>${head}</th>`);
  return `<div class="scroll"><table><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** Returns the latest twenty runs, for readers of Runs without JavaScript. */
export function runsHtml({runs}: RunsPage): string {
  const rows = runs
    .slice(0, 20)
    .map((run) => [
      `${formatTime(run.startedAt)} UTC`,
      run.status,
      formatDuration(secondsOf(run)),
      formatCount(run.phases.find(({phase}) => phase === "transformation")?.rowsOut),
      run.phases.map(({phase, sha256}) => `${phase} ${sha256?.slice(0, 8) ?? "–"}`).join(", ")
    ]);
  const more = runs.length - rows.length;
  return noscript(
    table(["started", "status", "took", "events", "artifacts"], rows),
    more > 0 ? `<p>And ${formatCount(more)} earlier ${plural(more, "run")}.</p>` : "",
    "<p>Parameters, inputs and what changed between runs need JavaScript.</p>"
  );
}

/** Returns the twenty most anomalous hosts, for readers of Entities without JavaScript. */
export function entitiesHtml({entities}: EntitiesPage): string {
  const rows = entities
    .slice(0, 20)
    .map(({entity, alerts, events, destinations, score}) => [
      entity,
      formatCount(alerts),
      formatCount(events),
      formatCount(destinations),
      formatScore(score)
    ]);
  return noscript(
    table(["host", "alerts", "connections", "addresses called", "score"], rows),
    "<p>Each host’s hours, channels and first uses need JavaScript.</p>"
  );
}

function eventCells({time, src, srcPort, dst, dstPort, service, score}: EventRow): string[] {
  const [from, to] = [formatEndpoint(src, srcPort), formatEndpoint(dst, dstPort)];
  return [formatTime(time), from, to, service ?? "–", formatScore(score)];
}

/** Returns a table as HTML; heads and cells are text. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((cells) => line(cells, "td")).join("");
  return `<div class="scroll"><table><thead>${line(heads, "th")}</thead><tbody>${body}</tbody></table></div>`;
}

/** Returns HTML for readers without JavaScript. */
export function noscript(...parts: string[]): string {
  return `<noscript>${parts.join("")}</noscript>`;
}

/** Returns what a log says as HTML that shows it, cut where nobody would read on. */
function text(value: string): string {
  const most = 200;
  return escape(visible(value.length > most ? `${value.slice(0, most)}…` : value));
}
