import type {ExplorePage} from "../../core/schema/explore.js";
import type {Dimension} from "./dimensions.js";
import {publishedRows} from "./fetch-rows.js";
import {exploreColumns} from "./explore-columns.js";
import type {ExploreRow} from "./explore-columns.js";
import {isSet, ranksOf} from "./applied-filters.js";
import type {ExploreSource} from "./explore-source.js";
import type {Filters} from "./filter-state.js";
import {filterNames} from "./filter-state.js";
import {modelInUrl} from "../site-models/choice.js";
import {pageHref} from "../site/url-state.js";
import {virtualTable} from "../kit/virtual-table.js";
import type {Sort} from "../kit/virtual-table.js";

/** The source of the rows of the table of Explore. */
interface ExploreTableOptions {
  source: ExploreSource;
  dimensions: readonly Dimension[];

  /** Whether some events are hidden. */
  hidden: boolean;
  sort: Sort;
  filters: () => Filters;
  onSort: (sort: Sort) => void;

  /** Shows an event on this page; by default, a row leads to the page of its alert. */
  onOpen?: (event: number) => void;

  /** What is shown in place of the rows if there are none. */
  empty: Node;
}

/** The table of the selected events. */
interface ExploreTableView {
  node: HTMLElement;
  sort(): Sort;
  setSort(sort: Sort): void;

  /** Shows the current selection of the source, a moment after the last call. */
  show(): void;
}

/** The time that a brush rests before its rows are fetched, in ms. */
const rest = 150;

/**
 * Returns the table of the selected events. By score, a row is found in the columns and its event read by
 * rank; in another order, the source of the events sorts. It follows a brush when that rests.
 */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function exploreTable(
  page: ExplorePage,
  {source, dimensions, hidden, sort, filters, onSort, onOpen, empty}: ExploreTableOptions
): ExploreTableView {
  let order = sort;
  let shown: string | null = null;
  let stale = false;
  let waiting = 0;
  const selection = () => JSON.stringify(filters());

  async function fetchRows(offset: number, limit: number, by: Sort): Promise<ExploreRow[]> {
    const total = source.selected();
    const columns = source.columns();
    const all = !hidden && filterNames(dimensions).every((name) => !isSet(name, filters()));
    const n = Math.min(limit, total - offset);
    if (by.column === "score" && by.descending && all) {
      const published = publishedRows(page.rows, offset, n);
      if (published) return published;
    }
    const events = await source.events();
    if (by.column !== "score")
      return events.rows(await events.sorted({filters: filters(), offset, limit, sort: by, total}));
    const ranks = columns
      ? ranksOf(columns.filter, {offset, limit, total}, !by.descending)
      : Array.from({length: n}, (_, i) => (by.descending ? offset + i + 1 : total - offset - i));
    return events.rows(ranks);
  }

  const table = virtualTable<ExploreRow>({
    label: "selected events",
    columns: exploreColumns(
      page.threshold,
      page.top,
      page.provenance.artifacts.evaluation,
      onOpen === undefined
    ),
    sort,
    fetchRows,
    onOpen: onOpen && (({event_id: event}) => onOpen(Number(event))),
    href: ({event_id: event, identity}) =>
      pageHref("alert", {event: identity ?? Number(event), model: modelInUrl()}),
    onSort: (next) => onSort((order = next)),
    empty
  });

  function reset(): void {
    if (source.busy()) return; // there is another call when it is not
    stale = false;
    shown = selection();
    table.reset(source.selected());
  }

  return {
    node: table.node,
    sort: () => order,
    setSort(next) {
      if (next.column === order.column && next.descending === order.descending) return;
      table.setSort((order = next));
    },
    show() {
      stale ||= source.busy() || selection() !== shown;
      if (!stale) return;
      clearTimeout(waiting);
      table.node.setAttribute("aria-busy", "true");
      if (shown === null) reset();
      else waiting = window.setTimeout(reset, rest);
    }
  };
}
