import {standingOf, standingWords} from "../../core/features/standing.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {AlertEvent} from "./alert-data.js";
import type {NormalEvents} from "./nearest-normal-events.js";
import type {ExportSource} from "../exports/export-menu.js";
import type {Rescore} from "./rescore.js";

/** The parts of the page of an alert that hold for its features, and the event itself. */
export type AlertExports = Record<"why" | "typical" | "event", ExportSource>;

/**
 * Returns what can be taken from the page of *event*: what each feature adds to its path length, in levels
 * (negative is stranger; base plus contributions is the path length), its values against the training
 * rows, and all its fields; *line* is the reader’s, in (0, 1).
 */
export function alertExports(
  event: AlertEvent,
  again: Rescore,
  {profile, line}: Pick<ModelFile, "profile"> & {line: number}
): AlertExports {
  const {features, row, explanation} = again;
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
          score: again.score
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
    event: {name: `event-${event.event_id}`, alerts: true, threshold: line, rows: () => [event]}
  };
}

/** Returns what can be taken of the ordinary events most like *event*: all their fields, nearest first. */
export function normalExport(event: AlertEvent, {events}: NormalEvents): ExportSource {
  return {name: `event-${event.event_id}-ordinary`, rows: () => events};
}
