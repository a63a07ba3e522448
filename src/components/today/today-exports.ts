import {severities} from "../../core/incidents/incidents.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {Today} from "../../core/schema/published.js";
import {openDatabase} from "../database/client.js";
import {alertRows} from "../exports/alert-rows.js";
import {withContributions} from "../exports/contribution-rows.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {scoresExport} from "../exports/histogram-export.js";
import {incidentJson, incidentRows} from "../exports/incident-rows.js";
import {ruleJson, rulePatterns, withRules} from "../exports/rule-rows.js";

const hour = 3_600_000;

/** The exports of the figures and tables of the front page. */
export type TodayExports = Record<
  "lanes" | "histogram" | "incidents" | "exposure" | "groups" | "alerts",
  ExportSource
>;

/** What the exports of the front page are read from. */
export interface TodayExportsOptions {
  /** The URLs of the published files by name. */
  files: Readonly<Record<string, string>>;

  /** Returns the threshold of the reader, in (0, 1). */
  threshold: () => number;

  /** Returns the places of the incidents that are hidden. */
  hidden: () => ReadonlySet<number>;
}

/**
 * Returns the exports of the front page. Incidents are all that are not hidden, alerts all events at or above the
 * reader’s threshold with their contributions, both read from the database; the rest is what the page holds.
 */
export function todayExports(
  today: Today,
  page: IncidentsPage,
  {files, threshold, hidden}: TodayExportsOptions
): TodayExports {
  const {swimlane, histogram, topIncidents} = today;
  const events = files["events.duckdb"];
  const figure = (part: string) => () =>
    document.querySelector<SVGSVGElement>(`.today ${part} figure svg`);
  return {
    lanes: {
      name: "hosts-by-hour",
      ...(swimlane.lanes.length > 0 && {figure: figure(".lanes")}),
      rows: () => laneRows(swimlane)
    },
    histogram: scoresExport(histogram, figure(".scores")),
    incidents: {
      name: "incidents",
      json: incidentJson,
      rows: () => incidentRows(events, hidden())
    },
    exposure: {name: "exposure", rows: () => exposureRows(page.exposure)},
    groups: {
      name: "alerts-by-source",
      rows: () =>
        topIncidents.map(({techniques, ...group}) => ({...group, techniques: techniques.join(" ")}))
    },
    alerts: {
      name: "alerts",
      alerts: true,
      get threshold() {
        return threshold();
      },
      json: ruleJson,
      patterns: async () => rulePatterns(await openDatabase(events)),
      rows: async () => {
        const at = threshold();
        const alerts = await alertRows(events, at);
        const sql = "SELECT event_id FROM events WHERE score >= ?";
        const rows = await withRules(await openDatabase(events), alerts, {sql, parameters: [at]});
        return withContributions(rows, files["model.json"]);
      }
    }
  };
}

/** Returns a row per host, role and hour. */
function laneRows({start, lanes}: Today["swimlane"]): ExportRow[] {
  return lanes.flatMap(({entity, role, cells}) =>
    cells.map(([at, severity, flows, incident]) => ({
      entity,
      role,
      hour: start + at * hour,
      severity: severity < 0 ? null : severities[severity].name,
      flows,
      incident: incident || null
    }))
  );
}

/** Returns the number of rows that the lanes export. */
export function laneCount({lanes}: Today["swimlane"]): number {
  return lanes.reduce((sum, {cells}) => sum + cells.length, 0);
}

/** Returns a row per measurement, all with the same columns. */
function exposureRows({
  targets,
  bruteForced,
  beacons,
  longConnections
}: IncidentsPage["exposure"]): ExportRow[] {
  const kinds: [string, readonly object[]][] = [
    ["called from outside", targets],
    ["login service", bruteForced],
    ["even rhythm", beacons],
    ["long connection", longConnections]
  ];
  const rows = kinds.flatMap(([kind, of]) => of.map((row) => ({kind, ...row}) as ExportRow));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}
