import {makeClient} from "@uwdata/mosaic-core";
import type {MosaicClient} from "@uwdata/mosaic-core";
import {column, count, Query} from "@uwdata/mosaic-sql";
import type {ExploreData, Filter} from "./explore-data.js";
import type {Dimension} from "./explore-dimensions.js";
import type {HistogramView} from "./explore-histogram.js";
import type {ListRow, ValueListView} from "./explore-list.js";

/** Keeps *view* showing the selected events by bin, of all but its own filter. */
export function connectHistogram(
  data: ExploreData,
  {name, bins}: Dimension,
  filter: Filter,
  view: HistogramView
): void {
  const {coordinator, selection} = data;
  let first = true;
  const client = makeClient({
    coordinator,
    selection,
    query: (where) =>
      Query.from("explore")
        .select({bin: column(`bin_${name}`), n: count()})
        .where(where)
        .groupby("bin"),
    queryResult: (result) => {
      const counts = binCounts(result as Iterable<BinRow>, bins);
      if (first) view.setTotals(counts);
      else view.setSelected(isFiltered(data, client) ? counts : null);
      first = false;
    }
  });
  filter.clients.add(client);
}

/** Keeps *view* showing how many of the selected events have each value, of all but its own filter. */
export function connectList(
  {coordinator, selection}: ExploreData,
  filter: Filter,
  view: ValueListView
): void {
  const client = makeClient({
    coordinator,
    selection,
    query: (where) =>
      Query.from("explore")
        .select({value: column(filter.name), n: count()})
        .where(where)
        .groupby("value"),
    queryResult: (result) => view.setRows(listRows(result as Iterable<ValueRow>))
  });
  filter.clients.add(client);
}

/** Calls *onCount* with the number of selected events, now and whenever the selection changes. */
export function connectCount(
  {coordinator, selection}: ExploreData,
  onCount: (n: number) => void
): void {
  makeClient({
    coordinator,
    selection,
    query: (where) => Query.from("explore").select({n: count()}).where(where),
    queryResult: (result) => {
      for (const {n} of result as Iterable<{n: number | bigint}>) onCount(Number(n));
    }
  });
}

interface BinRow {
  bin: number | null;
  n: number | bigint;
}

interface ValueRow {
  value: string | number | null;
  n: number | bigint;
}

function isFiltered({selection}: ExploreData, client: MosaicClient): boolean {
  return selection.clauses.some((clause) => !selection.skip(client, clause));
}

/** Returns the counts by bin; a missing value is in no bin. */
export function binCounts(rows: Iterable<BinRow>, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (const {bin, n} of rows) {
    if (bin !== null) counts[Math.max(0, Math.min(bins - 1, bin))] += Number(n);
  }
  return counts;
}

/** Returns the values with their counts, the commonest first. */
export function listRows(rows: Iterable<ValueRow>): ListRow[] {
  return [...rows]
    .map(({value, n}) => ({value: value === null ? null : String(value), n: Number(n)}))
    .filter(({n}) => n > 0) // a pre-aggregated value may have none left
    .sort((a, b) => b.n - a.n);
}
