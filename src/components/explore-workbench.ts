import type {MosaicClient} from "@uwdata/mosaic-core";
import type {Today} from "../core/schema/published.js";
import {element} from "./element.js";
import {exploreChips} from "./explore-chips.js";
import type {ExploreData, Filter} from "./explore-data.js";
import {clauseOf} from "./explore-data.js";
import {fetchRows} from "./explore-fetch.js";
import {histogram} from "./explore-histogram.js";
import type {HistogramView} from "./explore-histogram.js";
import {valueList} from "./explore-list.js";
import type {ValueListView} from "./explore-list.js";
import type {ExploreRow} from "./explore-rows.js";
import {exploreColumns} from "./explore-rows.js";
import type {Filters} from "./explore-state.js";
import {
  filterNames,
  lists,
  noFilters,
  readFilters,
  selectionQuery,
  sameFilter
} from "./explore-state.js";
import {typedFilters} from "./explore-typed.js";
import {readSort, urlWriter} from "./explore-url.js";
import {connectCount, connectHistogram, connectList} from "./explore-views.js";
import {provenanceLine} from "./provenance.js";
import {sqlPanel} from "./sql-panel.js";
import {pageHref} from "./url-state.js";
import type {VirtualTableView} from "./virtual-table.js";
import {virtualTable} from "./virtual-table.js";

/**
 * Returns the filters and what they select, each kept in step with the others and with the URL.
 * *onCount* is called with the number of selected events whenever it is known.
 */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function workbench(
  data: ExploreData,
  today: Today,
  onCount: (n: number) => void
): DocumentFragment {
  const {coordinator, selection, dimensions} = data;
  const names = filterNames(dimensions);
  const slots = new Map(
    names.map((name): [string, Filter] => [
      name,
      {name, source: {}, clients: new Set<MosaicClient>()}
    ])
  );
  const histograms = new Map<string, HistogramView>();
  const valueLists = new Map<string, ValueListView>();
  const read = () => readFilters(new URLSearchParams(location.search), dimensions);
  const write = urlWriter(dimensions);
  let filters = read();
  let sort = readSort(new URLSearchParams(location.search));
  let total = 0;

  const sql = sqlPanel();
  const chips = exploreChips(dimensions, (next) => change(next(filters)));
  const typed = typedFilters(today.threshold, (next) => change({...filters, ...next}));
  const table = eventsTable();

  function change(next: Filters, entry = true): void {
    const changed = names.filter((name) => !sameFilter(name, filters, next));
    filters = next;
    changed.forEach(apply);
    show();
    if (entry) write(filters, sort, true);
  }

  function apply(name: string): void {
    selection.update(clauseOf(slots.get(name)!, filters, data));
  }

  function show(): void {
    for (const [name, view] of histograms) view.setRange(filters.ranges[name] ?? null);
    for (const [name, view] of valueLists) view.setPicked(filters.picks[name] ?? []);
    chips.setFilters(filters);
    typed.setFilters(filters);
    sql.setSql(selectionQuery(filters, dimensions));
  }

  function eventsTable(): VirtualTableView {
    const clear = element("button", {type: "button", class: "link"}, "Take every filter away");
    clear.addEventListener("click", () => change(noFilters()));
    return virtualTable<ExploreRow>({
      label: "selected events",
      columns: exploreColumns(today.threshold, today.tail[0] ?? 1),
      sort,
      fetchRows: (offset, limit, order) => fetchRows(data, {offset, limit, sort: order, total}),
      href: ({event_id: event}) => pageHref("alert", {event: Number(event)}),
      onSort: (next) => write(filters, (sort = next), false),
      empty: element("p", {}, "No event meets all of these. ", clear)
    });
  }

  function addHistogram(dimension: (typeof dimensions)[number]): HTMLElement {
    const {name} = dimension;
    const slot = slots.get(name)!;
    const withRange = (range: [number, number] | null): Filters => {
      const {[name]: _, ...ranges} = filters.ranges;
      return {...filters, ranges: range ? {...ranges, [name]: range} : ranges};
    };
    const view = histogram(dimension, {
      height: name === "time" ? 64 : 54,
      mark: name === "score" ? {value: today.threshold, label: "the line"} : undefined,
      onBrush: (range) => change(withRange(range)),
      onApproach: () =>
        selection.activate(clauseOf(slot, withRange(filters.ranges[name] ?? [0, 0]), data))
    });
    connectHistogram(data, dimension, slot, view);
    histograms.set(name, view);
    return view.node;
  }

  function addList({name, label}: (typeof lists)[number]): HTMLElement {
    const onPick = (value: string | null, on: boolean): void => {
      const rest = (filters.picks[name] ?? []).filter((v) => v !== value);
      change({...filters, picks: {...filters.picks, [name]: on ? [...rest, value] : rest}});
    };
    const view = valueList({label, onPick});
    connectList(data, slots.get(name)!, view);
    valueLists.set(name, view);
    return view.node;
  }

  const [time, ...quantities] = dimensions.map(addHistogram);
  const values = lists.filter(({name}) => name !== "label" || data.labelled).map(addList);
  connectCount(data, (n) => {
    table.reset((total = n));
    onCount(n);
  });
  addEventListener("popstate", () => change(read(), false));
  // The totals first, unfiltered; then what the URL asks for.
  void Promise.all([...coordinator.clients].map(({pending}) => pending)).then(() =>
    names.forEach(apply)
  );
  show();
  return layout({
    time,
    quantities,
    values,
    results: [
      typed.node,
      chips.node,
      table.node,
      sql.node,
      provenanceLine(today.provenance, {n: data.events})
    ]
  });
}

/** The parts of the page, in their places. */
interface Parts {
  time: HTMLElement;
  quantities: HTMLElement[];
  values: HTMLElement[];
  results: HTMLElement[];
}

function layout({time, quantities, values, results}: Parts): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const aside = element(
    "aside",
    {"aria-label": "filters"},
    element("div", {class: "quantities"}, ...quantities),
    element("div", {class: "lists"}, ...values)
  );
  const section = element("section", {"aria-label": "events"}, ...results);
  fragment.append(time, element("div", {class: "columns"}, aside, section));
  return fragment;
}
