import type {ExplorePage} from "../../core/schema/explore.js";
import type {ExploreColumns} from "./read-columns.js";
import type {Dimension} from "./dimensions.js";
import type {ExploreEvents} from "./explore-events.js";
import type {Counts} from "./brush-histogram.js";
import type {ListRow} from "./value-list.js";
import {listedValues} from "./value-list.js";
import type {AppliedFilters} from "./applied-filters.js";
import {appliedFilters, isSet, mostFrequent} from "./applied-filters.js";
import type {Filters} from "./filter-state.js";
import {filterNames, noFilters} from "./filter-state.js";

/** Up to so many events, the columns are read before a filter is set: some 6 MB. */
const maxReadAhead = 1_000_000;

/** The counts and rows that Explore shows: published ones at first, the selected ones once the columns are read. */
export interface ExploreSource {
  /** The events; the first call opens them. */
  events(): Promise<ExploreEvents>;

  /** Starts to read the columns, unless that has begun. */
  wake(): void;

  /** Prepares for a brush on a dimension, if the columns are read. */
  approach(name: string): void;

  /** Selects by *filters*, at once or as soon as it can be done. */
  apply(filters: Filters): void;

  /** Whether the filters that were set last do not apply yet. */
  busy(): boolean;

  /** The columns, once they are read. */
  columns(): ExploreColumns | null;

  /** The number of events that can be selected, and that are. */
  loaded(): number;
  selected(): number;

  /** The selected events by bin, of all but the dimension’s own filter; null where nothing is filtered. */
  counts(name: string): Counts | null;

  /** The most frequent values of a list among the selected events, and the number of further ones. */
  values(name: string, picked: readonly (string | null)[]): {rows: ListRow[]; rest: number};
}

/** The data of a source, and its listeners. */
interface ExploreSourceOptions {
  dimensions: readonly Dimension[];

  /** Opens the events; e.g., starts DuckDB with the published ones. */
  open: () => Promise<ExploreEvents>;

  /** Whether some events are hidden. */
  hidden: boolean;

  /** Called when its counts have changed. */
  onChange: () => void;

  /** Called with the share of the columns that is read, in [0, 1]. */
  onProgress: (share: number) => void;

  /** Called when the events cannot be read. */
  onFailure: (error: unknown) => void;
}

/** Returns the source of the counts of Explore; it requests nothing until it is woken. */
// eslint-disable-next-line max-lines-per-function -- a source is one closure over its state
export function exploreSource(
  page: ExplorePage,
  {dimensions, open, hidden, onChange, onProgress, onFailure}: ExploreSourceOptions
): ExploreSource {
  const names = filterNames(dimensions);
  let opened: Promise<ExploreEvents> | null = null;
  let reading = false;
  let columns: ExploreColumns | null = null;
  let applied: AppliedFilters | null = null;
  let wanted = noFilters();
  let pending = 0;
  let failed = false;

  function events(): Promise<ExploreEvents> {
    if (opened) return opened;
    opened = open();
    opened.then(
      () => page.events <= maxReadAhead && wake(),
      () => (opened = null)
    );
    return opened;
  }

  function wake(): void {
    if (reading) return;
    reading = true;
    read().catch((error: unknown) => {
      reading = false;
      failed = true;
      onFailure(error);
      onChange();
    });
  }

  async function read(): Promise<void> {
    const from = await events();
    const read = await from.columns(onProgress);
    columns = read;
    performance.mark("columns ready"); // read by tests/bench/site.ts
    applied = appliedFilters({events: from, columns: read, dimensions});
    apply(wanted);
  }

  function apply(filters: Filters): void {
    wanted = filters;
    if (!applied) {
      if (filtered("")) wake();
      return onChange();
    }
    ++pending;
    applied
      .apply(filters)
      .catch(onFailure)
      .finally(() => {
        --pending;
        onChange();
      });
    onChange();
  }

  /** Whether any filter is set but that of *name*. */
  function filtered(name: string): boolean {
    return hidden || names.some((other) => other !== name && isSet(other, wanted));
  }

  function published(name: string): {rows: ListRow[]; rest: number} {
    const list = page.lists.find((one) => one.name === name);
    const rows = (list?.values ?? []).slice(0, listedValues).map(([value, n]) => ({value, n}));
    return {rows, rest: (list?.distinct ?? 0) - rows.length};
  }

  return {
    events,
    wake,
    approach: (name) => applied?.approach(name),
    apply,
    busy: () => pending > 0 || (!applied && !failed && filtered("")),
    columns: () => columns,
    loaded: () => columns?.filter.rows ?? page.events,
    selected: () =>
      columns && filtered("") ? columns.filter.selected() : (columns?.filter.rows ?? page.events),
    counts: (name) =>
      columns && filtered(name) ? columns.filter.counts(columns.index.get(name)!) : null,
    values(name, picked) {
      const shown = columns && filtered(name) ? currentValues(columns, name) : published(name);
      const missing = picked.filter((value) => !shown.rows.some((row) => row.value === value));
      const all = [...shown.rows, ...missing.map((value) => ({value, n: countOf(name, value)}))];
      return {rows: all, rest: shown.rest - missing.length};
    }
  };

  function countOf(name: string, value: string | null): number {
    const list = page.lists.find((one) => one.name === name);
    const code = columns?.values.get(name)?.indexOf(value) ?? -1;
    if (columns && code >= 0) return columns.filter.counts(columns.index.get(name)!)[code];
    return list?.values.find(([v]) => v === value)?.[1] ?? 0;
  }
}

function currentValues(columns: ExploreColumns, name: string): {rows: ListRow[]; rest: number} {
  const counts = columns.filter.counts(columns.index.get(name)!);
  const values = columns.values.get(name) ?? [];
  const {codes, distinct} = mostFrequent(counts, listedValues);
  const rows = codes.map((code) => ({value: values[code], n: counts[code]}));
  return {rows, rest: distinct - rows.length};
}
