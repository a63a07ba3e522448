import {element} from "../kit/element.js";
import type {Dimension} from "./dimensions.js";
import {formatRange} from "./brush-histogram.js";
import type {Filters} from "./filter-state.js";
import {lists, noFilters} from "./filter-state.js";
import {formatScore, visible} from "../kit/format.js";

/** The filters as chips, each of which can be removed. */
interface ChipsView {
  node: HTMLElement;
  setFilters(filters: Filters): void;
}

/** One filter as text, and how to remove it. */
interface Chip {
  text: string;
  without: (filters: Filters) => Filters;
}

/** Returns *filters* as text, one chip a filter. */
function chipsOf(filters: Filters, dimensions: readonly Dimension[]): Chip[] {
  const ranges = dimensions
    .filter(({name}) => filters.ranges[name])
    .map((dimension) => ({
      text: `${dimension.label} ${formatRange(dimension, filters.ranges[dimension.name])}`,
      without: ({ranges: {[dimension.name]: _, ...rest}, ...others}: Filters) => ({
        ...others,
        ranges: rest
      })
    }));
  const picks = lists
    .filter(({name}) => filters.picks[name]?.length)
    .map(({name, label}) => ({
      text: `${label} ${filters.picks[name].map((value) => (value === null ? "none" : visible(value))).join(" or ")}`,
      without: ({picks: {[name]: _, ...rest}, ...others}: Filters) => ({...others, picks: rest})
    }));
  const min = {
    text: `score ≥ ${formatScore(filters.min)}`,
    without: (f: Filters) => ({...f, min: null})
  };
  const host = {
    text: `address contains ${visible(filters.host)}`,
    without: (f: Filters) => ({...f, host: ""})
  };
  return [
    ...ranges,
    ...picks,
    ...(filters.min === null ? [] : [min]),
    ...(filters.host ? [host] : [])
  ];
}

/** Returns a row of chips; removing one calls *onChange* with how the filters change. */
export function filterChips(
  dimensions: readonly Dimension[],
  onChange: (next: (filters: Filters) => Filters) => void
): ChipsView {
  const node = element("div", {class: "chips", role: "group", "aria-label": "filters that apply"});

  function chip({text, without}: Chip): HTMLButtonElement {
    const button = element(
      "button",
      {type: "button", class: "chip", "aria-label": `remove: ${text}`, title: text},
      element("span", {class: "clip"}, text),
      element("span", {class: "cross", "aria-hidden": "true"}, "×")
    );
    button.addEventListener("click", () => onChange(without));
    return button;
  }

  return {
    node,
    setFilters(filters) {
      const chips = chipsOf(filters, dimensions).map(chip);
      const all = element("button", {type: "button", class: "link"}, "clear all");
      all.addEventListener("click", () => onChange(() => noFilters()));
      const hint = element(
        "span",
        {class: "faint"},
        "Brush a histogram, pick a value or type: all views follow, and the filters that apply are listed here."
      );
      node.replaceChildren(...(chips.length ? chips : [hint]), ...(chips.length > 1 ? [all] : []));
    }
  };
}
