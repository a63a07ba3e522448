import type {ExploreColumns} from "./read-columns.js";
import type {ExploreRow} from "./explore-columns.js";
import type {Filters} from "./filter-state.js";
import type {ExportRow} from "../exports/export-menu.js";
import type {Sort} from "../kit/virtual-table.js";

/** A request for rows of a selection, in an order. */
export interface RanksRequest {
  filters: Filters;
  offset: number;
  limit: number;
  sort: Sort;

  /** The number of events that meet the filters. */
  total: number;
}

/** The source of events beyond the first view: the published database, or a log that was dropped. */
export interface ExploreEvents {
  /** Reads the columns that filters need; *onProgress* gets the share that is read, in [0, 1]. */
  columns(onProgress: (share: number) => void): Promise<ExploreColumns>;

  /** Returns which of the first *rows* events by rank meet *filters*, of which one at least is set, as ones. */
  mask(filters: Filters, rows: number): Promise<Uint8Array>;

  /** Returns which are not hidden, as ones; null where none is hidden. */
  unhidden: ((rows: number) => Promise<Uint8Array>) | null;

  /** Returns the events of the given ranks, in the order given. */
  rows(ranks: readonly number[]): Promise<ExploreRow[]>;

  /** Returns the ranks of rows of a selection in an order; equals stand in the order of rank. */
  sorted(wanted: RanksRequest): Promise<number[]>;

  /** Returns the most anomalous events that meet *filters*, at most *max* of them, with all their columns. */
  selection(filters: Filters, max: number): Promise<ExportRow[]>;
}
