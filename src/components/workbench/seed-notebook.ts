import {noSettings} from "../../core/notebook/types.js";
import type {Cell, ChartSettings, Notebook} from "../../core/notebook/types.js";

/**
 * Returns the notebook that the workbench opens with: six questions that any run can answer, with or without
 * labels.
 */
export function seedNotebook(labelled: boolean): Notebook {
  const cells = [
    cell(
      "by_service",
      `-- Which services are anomalous? The highest score of each, and its number of alerts.
SELECT coalesce(service, 'none') AS service, max(score) AS score, count(*) AS events,
  count(*) FILTER (score >= $threshold) AS alerts
FROM events GROUP BY ALL ORDER BY score DESC`,
      {x: "service", y: "score"}
    ),
    cell(
      "alerts",
      `-- The alerts of the time range: what other cells start from.
SELECT time, src, dst, dst_port, service, score, label, event_id
FROM events WHERE score >= $threshold AND time BETWEEN $from AND $until
ORDER BY score DESC`,
      {mark: "dot", x: "time", y: "score", color: "score"}
    ),
    cell(
      "alerts_a_day",
      `-- This cell reads the one above, and runs when that changes.
SELECT date_trunc('day', time) AS day, count(*) AS alerts, count(DISTINCT src) AS hosts
FROM alerts GROUP BY ALL ORDER BY day`,
      {mark: "bar", x: "day", y: "alerts"}
    ),
    cell(
      "hosts",
      `-- Which hosts sent the most, and was any of it anomalous?
SELECT src, sum(orig_bytes) AS bytes, count(*) AS events, max(score) AS score
FROM events GROUP BY ALL ORDER BY bytes DESC NULLS LAST LIMIT 20`,
      {x: "src", y: "bytes", color: "score"}
    ),
    cell(
      "rules",
      `-- What do rules find, and on how many of its flows does the flow model alert?
SELECT title, level, hits, flows, alerts, rate_per_day
FROM rules WHERE hits > 0 ORDER BY hits DESC`,
      {}
    ),
    labelled
      ? cell(
          "by_label",
          `-- Where are the labels in the scores? The forest was trained without them.
SELECT coalesce(detailed_label, label, 'none') AS label, count(*) AS events,
  median(score) AS middle_score, max(score) AS score
FROM events GROUP BY ALL ORDER BY middle_score DESC`,
          {x: "label", y: "middle_score"}
        )
      : cell(
          "scores",
          `-- The scores of all events; this run has no labels.
SELECT score FROM events`,
          {mark: "histogram", x: "score"}
        )
  ];
  return {title: "Questions to begin with", cells};
}

function cell(name: string, sql: string, chart: Partial<ChartSettings>): Cell {
  return {id: name, name, sql, chart: {...noSettings, ...chart}};
}
