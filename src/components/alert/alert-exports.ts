import {standingOf, standingWords} from "../../core/features/standing.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {AlertEvent} from "./alert-data.js";
import type {NormalEvents} from "./nearest-normal-events.js";
import type {PublishedDatabase} from "../database/client.js";
import {ruleJson, rulePatterns, withRules} from "../exports/rule-rows.js";
import type {ExportSource} from "../exports/export-menu.js";
import type {Rescore} from "./rescore.js";

/** The exports of an alert: its features, and the event itself. */
export type AlertExports = Record<"why" | "typical" | "event", ExportSource>;

/**
 * Returns the exports of the page of *event*: what each feature adds to its path length, in levels (negative is
 * more anomalous; base plus contributions is the path length), its values against the training rows, and all
 * its fields, with the rules that match it in *database*; *threshold* is the reader’s, in (0, 1). A log of the reader’s own has no
 * database, and no rules.
 */
export function alertExports(
  event: AlertEvent,
  rescored: Rescore,
  {
    profile,
    threshold,
    database
  }: Pick<ModelFile, "profile"> & {threshold: number; database?: Promise<PublishedDatabase>}
): AlertExports {
  const {features, row, explanation} = rescored;
  const {quantiles, values} = profile;
  const named = (j: number) => ({
    feature: features[j].name,
    label: features[j].label,
    value: row[j]
  });
  return {
    why: {
      name: `event-${event.event_id}-why`,
      rows: () =>
        features.map((_, j) => ({
          event_id: event.event_id,
          ...named(j),
          contribution: explanation.contributions[j],
          base: explanation.base,
          path_length: explanation.pathLength,
          score: rescored.score
        }))
    },
    typical: {
      name: `event-${event.event_id}-typical`,
      rows: () =>
        features.map((_, j) => ({
          event_id: event.event_id,
          ...named(j),
          ...Object.fromEntries(quantiles.map((at, q) => [`quantile_${at}`, values[j][q]])),
          standing: standingWords(standingOf(row[j], quantiles, values[j])),
          contribution: explanation.contributions[j]
        }))
    },
    event: {
      name: `event-${event.event_id}`,
      alerts: true,
      threshold,
      ...(database ? ruleExport(event, database) : {rows: () => [event]})
    }
  };
}

function ruleExport(
  event: AlertEvent,
  database: Promise<PublishedDatabase>
): Pick<ExportSource, "json" | "patterns" | "rows"> {
  const own = {sql: "SELECT CAST(? AS INTEGER)", parameters: [event.event_id]};
  return {
    json: ruleJson,
    patterns: async () => rulePatterns(await database),
    rows: async () => withRules(await database, [event], own)
  };
}

/** Returns the export of the normal events nearest to *event*: all their fields, nearest first. */
export function normalExport(event: AlertEvent, {events}: NormalEvents): ExportSource {
  return {name: `event-${event.event_id}-nearest-normal`, rows: () => events};
}
