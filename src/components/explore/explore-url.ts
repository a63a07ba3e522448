import type {Dimension} from "./dimensions.js";
import {exploreColumns} from "./explore-columns.js";
import type {Filters} from "./filter-state.js";
import {writeFilters} from "./filter-state.js";
import type {Sort} from "../kit/virtual-table.js";

const mostAnomalousFirst: Sort = {column: "score", descending: true};

/** Returns the order that `sort` names in the parameters of a URL; by default the most anomalous first. */
export function readSort(parameters: URLSearchParams): Sort {
  const text = parameters.get("sort") ?? "";
  const name = text.replace(/^-/, "");
  const known = exploreColumns(0, 1).some((c) => c.name === name);
  return known ? {column: name, descending: text.startsWith("-")} : mostAnomalousFirst;
}

/**
 * Returns a function that writes filters and order into the URL of the page, a moment later: a drag is
 * one entry in the history. *entry* is false for changes that are no entry of their own.
 */
export function urlWriter(
  dimensions: readonly Dimension[]
): (filters: Filters, sort: Sort, entry: boolean) => void {
  let waiting = 0;
  return (filters, sort, entry) => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const to = new URL(location.href);
      writeFilters(filters, to.searchParams, dimensions);
      const {column, descending} = sort;
      if (column === mostAnomalousFirst.column && descending) to.searchParams.delete("sort");
      else to.searchParams.set("sort", `${descending ? "-" : ""}${column}`);
      if (to.href === location.href) return;
      if (entry) history.pushState(null, "", to);
      else history.replaceState(history.state, "", to);
    }, 300);
  };
}
