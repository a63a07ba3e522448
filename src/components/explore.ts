import {makeClient} from "@uwdata/mosaic-core";
import type {MosaicClient} from "@uwdata/mosaic-core";
import {asc, column, count, desc, Query} from "@uwdata/mosaic-sql";
import type {Today} from "../core/schema/published.js";
import {openLake} from "./duckdb.js";
import {element} from "./element.js";
import {exploreChips} from "./explore-chips.js";
import type {ExploreData, Filter} from "./explore-data.js";
import {capacity, clauseOf, loadEvents, readDimensions} from "./explore-data.js";
import {histogram} from "./explore-histogram.js";
import type {HistogramView} from "./explore-histogram.js";
import {valueList} from "./explore-list.js";
import type {ListRow, ValueListView} from "./explore-list.js";
import type {ExploreRow} from "./explore-rows.js";
import {exploreColumns} from "./explore-rows.js";
import type {Filters} from "./explore-state.js";
import {
  filterNames,
  lists,
  noFilters,
  readFilters,
  selectionQuery,
  writeFilters
} from "./explore-state.js";
import {typedFilters} from "./explore-typed.js";
import {formatCount, plural} from "./format.js";
import {provenanceLine} from "./provenance.js";
import {sqlPanel} from "./sql-panel.js";
import {pageHref} from "./url-state.js";
import type {Sort} from "./virtual-table.js";
import {virtualTable} from "./virtual-table.js";

/** Where the events of Explore are. */
export interface ExploreOptions {
  /** The address of events.duckdb. */
  url: string;
}

/**
 * Returns the page Explore: histograms, lists and a table over every scored event, each filtered by
 * all the others. At first it is a frame with the counts of *today*; the rest comes when DuckDB is up.
 */
export function explore(today: Today, {url}: ExploreOptions): HTMLElement {
  const headline = element(
    "h1",
    {"aria-live": "polite"},
    ...wholeSentence(today, formatCount(today.events))
  );
  const body = element("div", {class: "explore"}, element("div", {class: "skeleton", style: "--skeleton-height: 620px", role: "status", "aria-label": "reading the events"})); // prettier-ignore
  const node = element("div", {}, headline, body);
  start(url, today)
    .then((data) => body.replaceChildren(workbench(data, today, headline)))
    .catch((error: unknown) => body.replaceChildren(failure(error)));
  return node;
}

async function start(url: string, today: Today): Promise<ExploreData> {
  const lake = await openLake(url);
  return loadEvents(lake, await readDimensions(lake, today));
}

function failure(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  return element(
    "div",
    {class: "message", role: "alert"},
    element("p", {}, "The events could not be read, so there is nothing to filter here."),
    element("p", {class: "mono soft"}, reason),
    element("p", {class: "soft"}, "Explore needs WebAssembly and a server that answers range requests; a file opened from disk is neither. The front page works without.") // prettier-ignore
  );
}

/** The state of the page and all that shows it. */
function workbench(data: ExploreData, today: Today, headline: HTMLElement): DocumentFragment {
  const {coordinator, selection, dimensions} = data;
  let filters = readFilters(new URLSearchParams(location.search), dimensions);
  let sort = readSort();
  const sources = new Map<string, Filter>(filterNames(dimensions).map((name) => [name, {name, source: {}, clients: new Set<MosaicClient>()}])); // prettier-ignore
  const histograms = new Map<string, HistogramView>();
  const valueLists = new Map<string, ValueListView>();
  const sql = sqlPanel();
  const chips = exploreChips(dimensions, (next) => change(next(filters), true));
  const typed = typedFilters(today.threshold, (next) => change({...filters, ...next}, true));
  const nothing = element(
    "p",
    {},
    "No event meets all of these. ",
    clearButton("Take every filter away")
  );
  const table = virtualTable<ExploreRow>({
    label: "selected events",
    columns: exploreColumns(today.threshold, today.tail[0] ?? 1),
    sort,
    fetchRows: async (offset, limit, order) => (await coordinator.query(rowsQuery(offset, limit, order), {cache: false})).toArray() as ExploreRow[], // prettier-ignore
    href: (row) => pageHref("alert", {event: Number(row.event_id)}),
    onSort: (next) => {
      sort = next;
      remember(false);
    },
    empty: nothing
  });

  function rowsQuery(offset: number, limit: number, {column: name, descending}: Sort): Query {
    const by = descending ? desc(column(name)) : asc(column(name));
    return Query.from("explore").select("*").where(selection.predicate() as never).orderby(by, "rank").limit(limit).offset(offset); // prettier-ignore
  }

  function clearButton(text: string): HTMLButtonElement {
    const button = element("button", {type: "button", class: "link"}, text);
    button.addEventListener("click", () => change(noFilters(), true));
    return button;
  }

  function change(next: Filters, entry: boolean): void {
    const previous = filters;
    filters = next;
    for (const name of filterNames(dimensions)) {
      if (JSON.stringify(part(previous, name)) !== JSON.stringify(part(next, name))) apply(name);
    }
    show();
    remember(entry);
  }

  function apply(name: string): void {
    selection.update(clauseOf(sources.get(name)!, filters, data));
  }

  function show(): void {
    for (const [name, view] of histograms) view.setRange(filters.ranges[name] ?? null);
    for (const [name, view] of valueLists) view.setPicked(filters.picks[name] ?? []);
    chips.setFilters(filters);
    typed.setFilters(filters);
    sql.setSql(selectionQuery(filters, dimensions));
  }

  let writing = 0;
  function remember(entry: boolean): void {
    clearTimeout(writing);
    writing = window.setTimeout(() => {
      const to = new URL(location.href);
      writeFilters(filters, to.searchParams, dimensions);
      if (sort.column === "rank" && !sort.descending) to.searchParams.delete("sort");
      else to.searchParams.set("sort", `${sort.descending ? "-" : ""}${sort.column}`);
      if (to.href === location.href) return;
      if (entry) history.pushState(null, "", to);
      else history.replaceState(history.state, "", to);
    }, 300); // a drag is one entry in the history
  }

  function addHistogram(name: string): HTMLElement {
    const dimension = dimensions.find((d) => d.name === name)!;
    const filter = sources.get(name)!;
    const view = histogram(dimension, {
      height: name === "time" ? 64 : 54,
      mark: name === "score" ? {value: today.threshold, label: "the line"} : undefined,
      onBrush: (range) => change({...filters, ranges: without(filters.ranges, name, range)}, true),
      onApproach: () => selection.activate(clauseOf(filter, {...filters, ranges: {...filters.ranges, [name]: filters.ranges[name] ?? [0, 0]}}, data)) // prettier-ignore
    });
    let totals: Float64Array | null = null;
    const client = makeClient({
      coordinator,
      selection,
      query: (where) => Query.from("explore").select({bin: column(`bin_${name}`), n: count()}).where(where).groupby("bin"), // prettier-ignore
      queryResult: (result) => {
        const counts = binCounts(
          result as Iterable<{bin: number | null; n: number}>,
          dimension.bins
        );
        if (!totals) view.setTotals((totals = counts));
        else view.setSelected(isFiltered(selection, client) ? counts : null);
      }
    });
    filter.clients.add(client);
    histograms.set(name, view);
    return view.node;
  }

  function addList({name, label}: (typeof lists)[number]): HTMLElement {
    const filter = sources.get(name)!;
    const view = valueList({
      label,
      onPick: (value, on) => {
        const rest = (filters.picks[name] ?? []).filter((v) => v !== value);
        change({...filters, picks: {...filters.picks, [name]: on ? [...rest, value] : rest}}, true);
      }
    });
    const client = makeClient({
      coordinator,
      selection,
      query: (where) =>
        Query.from("explore")
          .select({value: column(name), n: count()})
          .where(where)
          .groupby("value"),
      queryResult: (result) => view.setRows(listRows(result as Iterable<{value: string | number | null; n: number}>)) // prettier-ignore
    });
    filter.clients.add(client);
    valueLists.set(name, view);
    return view.node;
  }

  const nodes = {
    time: addHistogram("time"),
    quantities: dimensions.filter(({name}) => name !== "time").map(({name}) => addHistogram(name)),
    lists: lists.filter(({name}) => name !== "label" || data.labelled).map(addList)
  };
  makeClient({
    coordinator,
    selection,
    query: (where) => Query.from("explore").select({n: count()}).where(where),
    queryResult: (result) => {
      const [{n}] = [...(result as Iterable<{n: number}>)];
      headline.replaceChildren(...sentence(Number(n), data, today));
      table.reset(Number(n));
      performance.mark("explore-counted");
    }
  });
  addEventListener("popstate", () => change(readFilters(new URLSearchParams(location.search), dimensions), false)); // prettier-ignore
  const names = filterNames(dimensions);
  void Promise.all([...coordinator.clients].map((client) => client.pending)).then(() => names.forEach(apply)); // prettier-ignore
  show();
  const fragment = document.createDocumentFragment();
  fragment.append(
    nodes.time,
    element(
      "div",
      {class: "columns"},
      element("aside", {"aria-label": "filters"}, element("div", {class: "quantities"}, ...nodes.quantities), element("div", {class: "lists"}, ...nodes.lists)), // prettier-ignore
      element("section", {"aria-label": "events"}, typed.node, chips.node, table.node, sql.node, provenanceLine(today.provenance, {n: data.events})) // prettier-ignore
    )
  );
  return fragment;
}

/** The sentence above the fold: how many are selected, of how many. */
function sentence(n: number, data: ExploreData, today: Today): (Node | string)[] {
  const whole = data.events < today.events ? `the strangest ${formatCount(capacity)} of ${formatCount(today.events)}` : formatCount(today.events); // prettier-ignore
  if (n === data.events) return wholeSentence(today, whole);
  return [
    element("b", {}, formatCount(n)),
    ` of ${whole} events ${n === 1 ? "is" : "are"} selected.`
  ];
}

function wholeSentence({alerts, threshold}: Today, whole: string): (Node | string)[] {
  const line = element("a", {class: "figure", href: pageHref("explore", {line: threshold})}, formatCount(alerts)); // prettier-ignore
  return [element("b", {}, whole), " events, of which ", line, ` ${plural(alerts, "stands", "stand")} above the line.`]; // prettier-ignore
}

function readSort(): Sort {
  const text = new URLSearchParams(location.search).get("sort") ?? "rank";
  const name = text.replace(/^-/, "");
  const known = exploreColumns(0, 1).some((c) => c.name === name);
  return {column: known ? name : "rank", descending: known && text.startsWith("-")};
}

function part(filters: Filters, name: string): unknown {
  if (name === "host" || name === "min") return filters[name];
  return filters.ranges[name] ?? filters.picks[name] ?? null;
}

function without<T>(
  record: {[name: string]: T},
  name: string,
  value: T | null
): {[name: string]: T} {
  const {[name]: _, ...rest} = record;
  return value === null ? rest : {...rest, [name]: value};
}

function isFiltered(selection: ExploreData["selection"], client: MosaicClient): boolean {
  return selection.clauses.some((clause) => !selection.skip(client, clause));
}

function binCounts(rows: Iterable<{bin: number | null; n: number}>, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (const {bin, n} of rows) {
    if (bin !== null) counts[Math.max(0, Math.min(bins - 1, bin))] += Number(n);
  }
  return counts;
}

function listRows(rows: Iterable<{value: string | number | null; n: number}>): ListRow[] {
  return [...rows]
    .map(({value, n}) => ({value: value === null ? null : String(value), n: Number(n)}))
    .filter(({n}) => n > 0)
    .sort((a, b) => b.n - a.n);
}
