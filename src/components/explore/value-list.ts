import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";

/** A value of a column and the number of events that have it. */
export interface ListRow {
  /** The value as text; null is a missing one. */
  value: string | null;
  n: number;
}

/** The label of a list of values, and its listeners. */
interface ValueListOptions {
  /** The label above the list. */
  label: string;

  /** Controls beside the label. */
  tools?: Node;

  /** Called when a value is picked, or no longer. */
  onPick: (value: string | null, picked: boolean) => void;
}

/** A list of the values of a column with bars. */
export interface ValueListView {
  node: HTMLElement;

  /** Shows the most frequent values, the picked ones among them or after them, and that there are *rest* more. */
  setRows(rows: readonly ListRow[], rest: number): void;
  setPicked(values: readonly (string | null)[]): void;
}

/** The number of values that a list shows, beside those that are picked. */
export const listedValues = 8;

/**
 * Returns the most frequent values of a column among the selected events, each with a bar of its share of
 * the most frequent and a switch that filters by it. Values are from the log: they are text here. The items are
 * reused, since a brush changes them many times a second.
 */
export function valueList({label, tools, onPick}: ValueListOptions): ValueListView {
  const body = element("ul", {"aria-label": label});
  const more = element("p", {class: "faint rest"});
  const heading = element("div", {class: "heading"}, element("h2", {}, label), tools);
  const node = element("div", {class: "values"}, heading, body, more);
  const items: ListItem[] = [];
  let current: readonly ListRow[] = [];
  let picked: readonly (string | null)[] = [];

  function draw(): void {
    const max = Math.max(1, ...current.map(({n}) => n));
    while (items.length < current.length) items.push(listItem(onPick));
    items.forEach((item, i) => {
      const row = current[i];
      if (!row) return item.node.remove();
      item.write(row, row.n / max, picked.includes(row.value));
      if (!item.node.isConnected || item.node.parentNode !== body) body.append(item.node);
    });
  }

  return {
    node,
    setRows(next, rest) {
      current = next;
      draw();
      more.textContent = rest > 0 ? `and ${formatCount(rest)} more` : next.length ? "" : "nothing";
    },
    setPicked(values) {
      picked = values;
      draw();
    }
  };
}

/** An item of a list, which is reused as the counts change. */
interface ListItem {
  node: HTMLLIElement;

  /** Shows *row*, its bar *share* of the full width. */
  write(row: ListRow, share: number, on: boolean): void;
}

function listItem(onPick: ValueListOptions["onPick"]): ListItem {
  const bar = element("span", {class: "bar"});
  const name = element("span", {class: "name clip"});
  const count = element("span", {class: "count"});
  const button = element("button", {type: "button"}, bar, name, count);
  let shown: ListRow | null = null;
  let picked = false;
  button.addEventListener("click", () => shown && onPick(shown.value, !picked));
  return {
    node: element("li", {}, button),
    write(row, share, on) {
      if (shown?.value !== row.value || !shown) {
        const text = row.value === null ? "none" : row.value === "" ? "empty" : visible(row.value);
        name.textContent = button.title = text;
        button.classList.toggle("soft", row.value === null);
      }
      if (shown?.n !== row.n) count.textContent = formatCount(row.n);
      bar.style.width = `${100 * share}%`;
      button.setAttribute("aria-pressed", String(on));
      shown = row;
      picked = on;
    }
  };
}
