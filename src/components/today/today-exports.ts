import type {Today} from "../../core/schema/published.js";
import {alertRows} from "../exports/alert-rows.js";
import type {ExportSource} from "../exports/export-menu.js";
import {scoresExport} from "../exports/histogram-export.js";

const hour = 3_600_000;

/** The exports of the figures and tables of the front page. */
export type TodayExports = Record<"lanes" | "histogram" | "incidents" | "alerts", ExportSource>;

/**
 * Returns the exports of the front page. Alerts are all events at or above the threshold that the reader has
 * set, read from the published events at *url*; the rest is what the page holds.
 */
export function todayExports(
  today: Today,
  url: string,
  readerThreshold: () => number
): TodayExports {
  const {swimlane, histogram, topIncidents, threshold} = today;
  const figure = (part: string) => () =>
    document.querySelector<SVGSVGElement>(`.today ${part} figure svg`);
  return {
    lanes: {
      name: "hosts-by-hour",
      figure: figure(".lanes"),
      rows: () =>
        swimlane.entities.flatMap(({entity, cells}) =>
          cells.map(([at, score, events, event]) => ({
            entity,
            hour: swimlane.start + at * hour,
            score,
            events,
            most_anomalous_event: event,
            alert: score >= threshold
          }))
        )
    },
    histogram: scoresExport(histogram, figure(".scores")),
    incidents: {
      name: "incidents",
      rows: () =>
        topIncidents.map(({techniques, ...incident}) => ({
          ...incident,
          techniques: techniques.join(" ")
        }))
    },
    alerts: {
      name: "alerts",
      alerts: true,
      get threshold() {
        return readerThreshold();
      },
      rows: () => alertRows(url, readerThreshold())
    }
  };
}
