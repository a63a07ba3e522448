import type {ExplorePage} from "../../core/schema/explore.js";
import {element} from "../kit/element.js";
import {filterChips} from "./filter-chips.js";
import type {Dimension} from "./dimensions.js";
import {histogramExport, listExport, selectionExport} from "./explore-exports.js";
import {brushHistogram} from "./brush-histogram.js";
import type {HistogramView} from "./brush-histogram.js";
import {exploreLayout} from "./explore-layout.js";
import {valueList} from "./value-list.js";
import type {ValueListView} from "./value-list.js";
import type {ExploreSource} from "./explore-source.js";
import {lists, noFilters, readFilters, selectionQuery} from "./filter-state.js";
import type {Filters, Hidden} from "./filter-state.js";
import {exploreTable} from "./explore-table.js";
import {typedFilters} from "./typed-filters.js";
import {readSort, urlWriter} from "./explore-url.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportOptions, ExportSource} from "../exports/export-menu.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {sqlPanel} from "../kit/sql-panel.js";

/** The provenance of events that are not the published ones. */
export interface OwnEvents {
  /** The options of the exports of figures. */
  exports: ExportOptions;

  /** Returns the line under the table of the events. */
  line: (n: number, exports: ExportSource) => HTMLElement;
}

/** The data of the views, and their listeners. */
interface LinkedViewsOptions {
  source: ExploreSource;
  dimensions: readonly Dimension[];
  hidden: Hidden;

  /** The URL of events.duckdb; null for events that are in no database, of which there is no SQL. */
  data: string | null;

  /** Shows an event on this page; by default, a row leads to the page of its alert. */
  onOpen?: (event: number) => void;

  /** Removes the listeners beyond the views. */
  signal?: AbortSignal;

  /** The provenance of the events; by default, that of the published ones. */
  own?: OwnEvents;

  /** Called with a message for the reader. */
  onNote: (text: string) => void;
}

/** The views, and how to update them. */
export interface LinkedViews {
  node: DocumentFragment;

  /** Draws the current state of the source; cheap enough for every frame. */
  draw(): void;
}

/** Returns the filters and the selected events, each in step with the others and with the URL. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function linkedViews(
  page: ExplorePage,
  {source, dimensions, hidden, data, onOpen, signal, own, onNote}: LinkedViewsOptions
): LinkedViews {
  const histograms = new Map<string, HistogramView>();
  const valueLists = new Map<string, ValueListView>();
  const parameters = () => new URLSearchParams(location.search);
  const read = () => readFilters(parameters(), dimensions);
  const write = urlWriter(dimensions);
  let filters = read();
  let shown = false; // whether the page shows *filters*

  const sql = sqlPanel();
  const chips = filterChips(dimensions, (next) => change(next(filters)));
  const typed = typedFilters(page.threshold, (next) => change({...filters, ...next}));
  const clear = element("button", {type: "button", class: "link"}, "Clear all filters");
  clear.addEventListener("click", () => change(noFilters()));
  const table = exploreTable(page, {
    source,
    dimensions,
    hidden: hidden !== null,
    sort: readSort(parameters()),
    filters: () => filters,
    onSort: (sort) => write(filters, sort, true),
    onOpen,
    empty: element("p", {}, "No event meets all of these. ", clear)
  });

  function change(next: Filters, entry = true): void {
    filters = next;
    shown = false;
    source.apply(next);
    if (entry) write(filters, table.sort(), true);
  }

  function show(): void {
    shown = true;
    for (const [name, view] of histograms) view.setRange(filters.ranges[name] ?? null);
    for (const [name, view] of valueLists) view.setPicked(filters.picks[name] ?? []);
    chips.setFilters(filters);
    typed.setFilters(filters);
    sql.setSql(selectionQuery(filters, dimensions, hidden));
  }

  function draw(): void {
    if (!shown) show();
    for (const [name, view] of histograms) view.setSelected(source.counts(name));
    for (const [name, view] of valueLists) {
      const {rows, rest} = source.values(name, filters.picks[name] ?? []);
      view.setRows(rows, rest);
    }
    table.show();
  }

  function addHistogram(dimension: Dimension): HTMLElement {
    const {name} = dimension;
    const withRange = (range: [number, number] | null): Filters => {
      const {[name]: _, ...ranges} = filters.ranges;
      return {...filters, ranges: range ? {...ranges, [name]: range} : ranges};
    };
    const view: HistogramView = brushHistogram(dimension, {
      height: name === "time" ? 64 : 54,
      mark: name === "score" ? {value: page.threshold, label: "threshold"} : undefined,
      tools: exportMenu(histogramExport(dimension, () => source.counts(name), () => view.node.querySelector("svg")), own?.exports), // prettier-ignore
      onBrush: (range) => change(withRange(range)),
      onApproach: () => source.approach(name)
    });
    view.setTotals(dimension.counts);
    histograms.set(name, view);
    return view.node;
  }

  function addList({name, label}: (typeof lists)[number]): HTMLElement {
    const picked = () => filters.picks[name] ?? [];
    const onPick = (value: string | null, on: boolean): void => {
      const rest = picked().filter((v) => v !== value);
      change({...filters, picks: {...filters.picks, [name]: on ? [...rest, value] : rest}});
    };
    const tools = exportMenu(
      listExport(name, () => source.values(name, picked())),
      own?.exports
    );
    const view = valueList({label, tools, onPick});
    valueLists.set(name, view);
    return view.node;
  }

  const [time, ...quantities] = dimensions.map(addHistogram);
  const values = lists.filter(({name}) => name !== "label" || page.labelled).map(addList);
  const onPop = (): void => {
    table.setSort(readSort(parameters()));
    change(read(), false);
  };
  addEventListener("popstate", onPop, {signal});
  show();
  const exports = selectionExport({source, filters: () => filters, onNote});
  const query = data === null ? undefined : selectionQuery(noFilters(), dimensions, hidden);
  const line =
    own?.line(page.events, exports) ??
    provenanceLine(page.provenance, {n: page.events, data, query, exports});
  const results = [typed.node, chips.node, table.node, ...(data === null ? [] : [sql.node]), line];
  const node = exploreLayout({time, quantities, values, results}, () => source.wake());
  source.apply(filters);
  return {node, draw};
}
