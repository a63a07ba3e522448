import {element} from "../kit/element.js";
import type {Filters} from "./filter-state.js";
import {formatScore} from "../kit/format.js";

/** The filters that are typed. */
interface TypedFiltersView {
  node: HTMLElement;
  setFilters(filters: Filters): void;
}

/** Returns the fields for a piece of an address and a minimum score, with a button that sets *threshold*. */
export function typedFilters(
  threshold: number,
  onChange: (change: Partial<Filters>) => void
): TypedFiltersView {
  const host = addressField();
  const min = scoreField();
  const atThreshold = element(
    "button",
    {type: "button", class: "link"},
    `at the threshold, ${formatScore(threshold)}`
  );
  const node = element(
    "form",
    {class: "typed", role: "search"},
    element("label", {for: "host"}, "address contains ", host),
    element("label", {for: "min"}, "score at least ", min),
    atThreshold
  );
  let waiting = 0;
  host.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => onChange({host: host.value.trim()}), 180);
  });
  min.addEventListener("change", () =>
    onChange({min: min.value === "" ? null : clamp(min.valueAsNumber)})
  );
  atThreshold.addEventListener("click", () => onChange({min: threshold}));
  node.addEventListener("submit", (event) => event.preventDefault());
  return {
    node,
    setFilters(filters) {
      if (document.activeElement !== host) host.value = filters.host;
      if (document.activeElement !== min)
        min.value = filters.min === null ? "" : String(Number(filters.min.toFixed(3)));
    }
  };
}

function addressField(): HTMLInputElement {
  return element("input", {
    type: "search",
    id: "host",
    placeholder: "any",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200
  });
}

function scoreField(): HTMLInputElement {
  return element("input", {
    type: "number",
    id: "min",
    min: 0,
    max: 1,
    step: 0.001,
    placeholder: "any"
  });
}

function clamp(value: number): number | null {
  return Number.isFinite(value) ? Math.max(0, Math.min(1, value)) : null;
}
