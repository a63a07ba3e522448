import type {ExplorePage} from "../../core/schema/explore.js";
import {element} from "../kit/element.js";
import {exploreChips} from "./filter-chips.js";
import type {Dimension} from "./dimensions.js";
import {histogramExport, listExport, selectionExport} from "./explore-exports.js";
import {histogram} from "./brush-histogram.js";
import type {HistogramView} from "./brush-histogram.js";
import {exploreLayout} from "./explore-layout.js";
import {valueList} from "./value-list.js";
import type {ValueListView} from "./value-list.js";
import type {ExploreSource} from "./filter-source.js";
import {lists, noFilters, readFilters, selectionQuery} from "./filter-state.js";
import type {Filters, Hidden} from "./filter-state.js";
import {exploreTable} from "./explore-table.js";
import {typedFilters} from "./typed-filters.js";
import {readSort, urlWriter} from "./explore-url.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportOptions, ExportSource} from "../exports/export-menu.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {sqlPanel} from "../kit/sql-panel.js";

/** What stands with figures of events that are not the published ones. */
export interface OwnEvents {
  /** What the exports of figures carry. */
  exports: ExportOptions;

  /** Returns the line under the table of the events. */
  line: (n: number, exports: ExportSource) => HTMLElement;
}

/** What the workbench of Explore shows, and whom it tells. */
export interface WorkbenchOptions {
  source: ExploreSource;
  dimensions: readonly Dimension[];
  hidden: Hidden;

  /** The address of events.duckdb; null for events that are in no lake, of which there is no SQL. */
  data: string | null;

  /** Shows an event on this page; by default, a row leads to the page of its alert. */
  onOpen?: (event: number) => void;

  /** Ends what listens beyond the workbench. */
  signal?: AbortSignal;

  /** What to say of where the events are from; by default, that they are the published ones. */
  own?: OwnEvents;

  /** Called with a sentence that the reader should see. */
  onNote: (text: string) => void;
}

/** The workbench, and how to show what its source has come to. */
export interface Workbench {
  node: DocumentFragment;

  /** Shows what the source gives; cheap enough for every frame. */
  draw(): void;
}

/** Returns the filters and what they select, each kept in step with the others and with the URL. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function workbench(
  page: ExplorePage,
  {source, dimensions, hidden, data, onOpen, signal, own, onNote}: WorkbenchOptions
): Workbench {
  const histograms = new Map<string, HistogramView>();
  const valueLists = new Map<string, ValueListView>();
  const parameters = () => new URLSearchParams(location.search);
  const read = () => readFilters(parameters(), dimensions);
  const write = urlWriter(dimensions);
  let filters = read();
  let told = false; // whether the page says what *filters* are

  const sql = sqlPanel();
  const chips = exploreChips(dimensions, (next) => change(next(filters)));
  const typed = typedFilters(page.threshold, (next) => change({...filters, ...next}));
  const clear = element("button", {type: "button", class: "link"}, "Take every filter away");
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
    told = false;
    source.apply(next);
    if (entry) write(filters, table.sort(), true);
  }

  function show(): void {
    told = true;
    for (const [name, view] of histograms) view.setRange(filters.ranges[name] ?? null);
    for (const [name, view] of valueLists) view.setPicked(filters.picks[name] ?? []);
    chips.setFilters(filters);
    typed.setFilters(filters);
    sql.setSql(selectionQuery(filters, dimensions, hidden));
  }

  function draw(): void {
    if (!told) show();
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
    const view: HistogramView = histogram(dimension, {
      height: name === "time" ? 64 : 54,
      mark: name === "score" ? {value: page.threshold, label: "the line"} : undefined,
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
