import {element} from "./element.js";
import {formatCount, visible} from "./format.js";

/** A value of a column and the number of events that have it. */
export interface ListRow {
  /** The value as text; null is a missing one. */
  value: string | null;
  n: number;
}

/** Whom a list of values tells. */
export interface ValueListOptions {
  /** What people read above the list. */
  label: string;

  /** The most rows shown; defaults to 8. Picked values are always shown. */
  rows?: number;

  /** Called when a value is picked, or put back. */
  onPick: (value: string | null, picked: boolean) => void;
}

/** A list of the values of a column with bars. */
export interface ValueListView {
  node: HTMLElement;
  setRows(rows: readonly ListRow[]): void;
  setPicked(values: readonly (string | null)[]): void;
}

/**
 * Returns the commonest values of a column among the selected events, each with a bar of its share of
 * the commonest and a switch that filters by it. Values are from the log: they are text here.
 */
export function valueList({label, rows = 8, onPick}: ValueListOptions): ValueListView {
  const body = element("ul", {"aria-label": label});
  const more = element("p", {class: "faint rest"});
  const node = element("div", {class: "values"}, element("h2", {}, label), body, more);
  let current: readonly ListRow[] = [];
  let picked: readonly (string | null)[] = [];

  function draw(): void {
    const focused = body.contains(document.activeElement)
      ? [...body.children].findIndex((li) => li.contains(document.activeElement))
      : -1;
    const shown = shownRows(current, rows, picked);
    const most = Math.max(1, ...shown.map(({n}) => n));
    body.replaceChildren(
      ...shown.map((row) => {
        const on = picked.includes(row.value);
        return listItem(row, {
          percent: (100 * row.n) / most,
          on,
          onClick: () => onPick(row.value, !on)
        });
      })
    );
    const rest = current.length - Math.min(rows, current.length);
    more.textContent = rest > 0 ? `and ${formatCount(rest)} more` : current.length ? "" : "nothing";
    if (focused >= 0)
      body.children[Math.min(focused, body.children.length - 1)]?.querySelector("button")?.focus();
  }

  return {
    node,
    setRows(next) {
      current = next;
      draw();
    },
    setPicked(values) {
      picked = values;
      draw();
    }
  };
}

/** The first *rows* of *current*, and every picked value, those that no event has included. */
function shownRows(
  current: readonly ListRow[],
  rows: number,
  picked: readonly (string | null)[]
): ListRow[] {
  const missing = picked.filter((value) => !current.some((row) => row.value === value));
  return [
    ...current.slice(0, rows),
    ...current.slice(rows).filter(({value}) => picked.includes(value)),
    ...missing.map((value) => ({value, n: 0}))
  ];
}

/** How a value is listed: its bar in percent, whether it is picked, and what a click does. */
interface ListItemOptions {
  percent: number;
  on: boolean;
  onClick: () => void;
}

function listItem({value, n}: ListRow, {percent, on, onClick}: ListItemOptions): HTMLLIElement {
  const name = value === null ? "none" : value === "" ? "empty" : visible(value);
  const button = element(
    "button",
    {
      type: "button",
      "aria-pressed": String(on),
      title: name,
      class: value === null ? "soft" : null
    },
    element("span", {class: "bar", style: `width: ${percent}%`}),
    element("span", {class: "name clip"}, name),
    element("span", {class: "count"}, formatCount(n))
  );
  button.addEventListener("click", onClick);
  return element("li", {}, button);
}
