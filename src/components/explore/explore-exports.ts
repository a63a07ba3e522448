import type {Dimension} from "./dimensions.js";
import type {Counts} from "./brush-histogram.js";
import type {ExploreSource} from "./explore-source.js";
import type {Filters} from "./filter-state.js";
import type {ExportSource} from "../exports/export-menu.js";
import {formatCount} from "../kit/format.js";

/** The maximum number of selected events in an export. */
export const maxExported = 100_000;

/** Returns the export of a histogram: one row a bin, with all events and the selected ones. */
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

/** Returns the export of a list: the values that it shows, with their numbers of selected events. */
export function listExport(
  name: string,
  values: () => ReturnType<ExploreSource["values"]>
): ExportSource {
  return {
    name: `explore-${name}`,
    rows: () => values().rows.map(({value, n}) => ({[name]: value, events: n}))
  };
}

/** A selection to export. */
interface SelectionExportOptions {
  source: ExploreSource;
  filters: () => Filters;

  /** Called with a sentence where not all of the selection is exported. */
  onNote: (text: string) => void;
}

/** Returns the export of the selection: its events, the most anomalous `maxExported` of them. */
export function selectionExport({source, filters, onNote}: SelectionExportOptions): ExportSource {
  return {
    name: "explore-events",
    alerts: true,
    rows: async () => {
      const events = await source.events();
      const rows = await events.selection(filters(), maxExported);
      if (rows.length === maxExported && source.selected() > maxExported)
        onNote(
          `The file has the most anomalous ${formatCount(maxExported)} of ${formatCount(source.selected())} selected events; narrow the selection for the rest.`
        );
      return rows;
    }
  };
}
