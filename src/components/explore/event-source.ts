import type {ExploreColumns} from "./column-data.js";
import type {ExploreRow} from "./row-columns.js";
import type {Filters} from "./filter-state.js";
import type {ExportRow} from "../exports/export-menu.js";
import type {Sort} from "../kit/virtual-table.js";

/** Which rows of a selection, in which order. */
export interface RanksRequest {
  filters: Filters;
  offset: number;
  limit: number;
  sort: Sort;

  /** The number of events that meet the filters. */
  total: number;
}

/** Where Explore reads events beyond its first view: the published lake, or a log that was dropped. */
export interface ExploreEvents {
  /** Reads what filters need; *onProgress* is told the share that is read, in [0, 1]. */
  columns(onProgress: (share: number) => void): Promise<ExploreColumns>;

  /** Returns which of the first *rows* events by rank meet *filters*, of which one at least is set, as ones. */
  mask(filters: Filters, rows: number): Promise<Uint8Array>;

  /** Returns which are not left out of everything, as ones; null where none is left out. */
  unhidden: ((rows: number) => Promise<Uint8Array>) | null;

  /** Returns the events of the given ranks, in the order given. */
  rows(ranks: readonly number[]): Promise<ExploreRow[]>;

  /** Returns the ranks of rows of a selection in an order; equals stand in the order of rank. */
  sorted(wanted: RanksRequest): Promise<number[]>;

  /** Returns the strangest events that meet *filters*, at most *most* of them, with all their columns. */
  selection(filters: Filters, most: number): Promise<ExportRow[]>;
}
