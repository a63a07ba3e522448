import type {Dimension} from "./dimensions.js";
import type {Counts} from "./brush-histogram.js";
import type {ExploreSource} from "./filter-source.js";
import type {Filters} from "./filter-state.js";
import type {ExportSource} from "../exports/export-menu.js";
import {formatCount} from "../kit/format.js";

/** The most selected events that are taken away at once. */
export const maxExported = 100_000;

/** Returns what a histogram is taken away as: one row a bin, with all events and the selected ones. */
export function histogramExport(
  dimension: Dimension,
  counts: () => Counts | null,
  figure: () => SVGSVGElement | null
): ExportSource {
  const {name, bins, edge, kind} = dimension;
  const at = (i: number) => (kind === "time" ? new Date(edge(i)).toISOString() : edge(i));
  return {
    name: `explore-${name}`,
    figure,
    rows: () => {
      const selected = counts();
      return Array.from({length: bins}, (_, i) => ({
        from: at(i),
        until: at(i + 1),
        events: dimension.counts[i],
        selected: selected ? selected[i] : dimension.counts[i]
      }));
    }
  };
}

/** Returns what a list is taken away as: the values that it shows, with their numbers of selected events. */
export function listExport(
  name: string,
  values: () => ReturnType<ExploreSource["values"]>
): ExportSource {
  return {
    name: `explore-${name}`,
    rows: () => values().rows.map(({value, n}) => ({[name]: value, events: n}))
  };
}

/** What a selection is taken away from. */
export interface SelectionExportOptions {
  source: ExploreSource;
  filters: () => Filters;

  /** Called with a sentence where not all of the selection is taken away. */
  onNote: (text: string) => void;
}

/** Returns what the selection is taken away as: its events, the strangest `maxExported` of them. */
export function selectionExport({source, filters, onNote}: SelectionExportOptions): ExportSource {
  return {
    name: "explore-events",
    alerts: true,
    rows: async () => {
      const events = await source.events();
      const rows = await events.selection(filters(), maxExported);
      if (rows.length === maxExported && source.selected() > maxExported)
        onNote(
          `The file has the strangest ${formatCount(maxExported)} of ${formatCount(source.selected())} selected events; narrow the selection for the rest.`
        );
      return rows;
    }
  };
}
