import {element} from "./element.js";
import {formatCount} from "./format.js";

/** A column of a virtual table. */
export interface VirtualColumn<T> {
  /** What it is sorted by; sent to fetchRows. */
  name: string;
  label: string;

  /** What stands in small letters below the label; e.g., the type. */
  note?: string;

  /** A track of a CSS grid; e.g., `120px` or `minmax(90px, 1fr)`. */
  width: string;

  /** Whether the cells are numbers, set flush right. */
  number?: boolean;

  /** Returns what stands in the cell; text stays text. */
  cell: (row: T) => Node | string;
}

/** The order of the rows. */
export interface Sort {
  column: string;
  descending: boolean;
}

/** Where the rows of a virtual table come from, and where they lead. */
export interface VirtualTableOptions<T> {
  /** What the table is, for those who hear it. */
  label: string;
  columns: readonly VirtualColumn<T>[];

  /** The order at the start; the rows as they come, if there is none. Its column is then empty. */
  sort?: Sort;

  /** Returns rows [offset, offset + limit) in the order of *sort*. */
  fetchRows: (offset: number, limit: number, sort: Sort) => Promise<T[]>;

  /** The address that a row leads to; nowhere by default. */
  href?: (row: T) => string;

  /** Called in place of going there, if the row leads to something on this page. */
  onOpen?: (row: T) => void;

  /** Called when the reader changes the order. */
  onSort?: (sort: Sort) => void;

  /** What stands in place of the rows if there are none. */
  empty?: Node;

  /** The height of the whole in pixels; defaults to 560. */
  height?: number;
}

/** A table of which only the visible rows are in the document. */
export interface VirtualTableView {
  node: HTMLElement;

  /** Forgets what was fetched, and shows the first of *total* rows. */
  reset(total: number): void;

  /** Shows the rows in another order, without calling onSort. */
  setSort(sort: Sort): void;
}

const rowHeight = 30;
const pageSize = 100;
let tables = 0; // on this page, so that rows of two tables have identifiers of their own
/** Browsers clip elements beyond some 17 million pixels; past this, scrolling is proportional. */
const tallest = 8_000_000;

/** Returns a table that fetches pages of rows as they scroll into sight. Keys: ↑ ↓ j k, page keys, Home, End, Enter. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function virtualTable<T>({
  label,
  columns,
  sort = {column: "", descending: false},
  fetchRows,
  href,
  onOpen = href && ((row) => location.assign(href(row))),
  onSort,
  empty,
  height = 560
}: VirtualTableOptions<T>): VirtualTableView {
  const own = `row-${++tables}`;
  const template = columns.map(({width}) => width).join(" ");
  const head = element("div", {
    class: "head",
    role: "row",
    "aria-rowindex": 1,
    style: `grid-template-columns: ${template}`
  });
  const rows = element("div", {class: "rows", role: "rowgroup"});
  const spacer = element("div", {class: "spacer", role: "presentation"}, rows);
  const message = element("div", {class: "empty", hidden: true}, empty ?? "no rows");
  const node = element(
    "div",
    {
      class: "virtual",
      role: "grid",
      "aria-label": label,
      tabindex: 0,
      style: `max-height: ${height}px`
    },
    element("div", {role: "rowgroup", class: "sticky"}, head),
    spacer,
    message
  );
  let total = 0;
  let order = sort;
  let active = 0;
  let version = 0;
  let pages = new Map<number, T[] | null>();

  const full = () => total * rowHeight;
  const shown = () => Math.min(full(), tallest);
  const visible = () => Math.max(1, Math.ceil((node.clientHeight - head.offsetHeight) / rowHeight));
  /** How many pixels of rows one pixel of the scroll bar stands for. */
  const scale = () => {
    const view = node.clientHeight - head.offsetHeight;
    return shown() > view ? (full() - view) / (shown() - view) : 1;
  };

  function draw(): void {
    const top = node.scrollTop * scale();
    const first = Math.max(0, Math.floor(top / rowHeight) - 4);
    const last = Math.min(total, first + visible() + 9);
    rows.style.transform = `translateY(${node.scrollTop + first * rowHeight - top}px)`;
    const nodes: HTMLElement[] = [];
    for (let i = first; i < last; ++i) nodes.push(rowNode(i, rowAt(i)));
    rows.replaceChildren(...nodes);
    node.setAttribute("aria-activedescendant", total ? `${own}-${active}` : "");
  }

  function rowAt(i: number): T | undefined {
    const page = Math.floor(i / pageSize);
    if (!pages.has(page)) void load(page);
    return pages.get(page)?.[i % pageSize];
  }

  async function load(page: number): Promise<void> {
    const mine = version;
    pages.set(page, null);
    showBusy();
    if (version > 1) await pause(); // while a brush moves, only the last of its selections is fetched
    if (mine !== version) return;
    const fetched = await fetchRows(page * pageSize, pageSize, order).catch(() => null);
    if (mine !== version) return;
    if (fetched) pages.set(page, fetched);
    else pages.delete(page);
    showBusy();
    if (fetched) draw();
  }

  /** Says whether any row is still on its way. */
  function showBusy(): void {
    if ([...pages.values()].includes(null)) node.setAttribute("aria-busy", "true");
    else node.removeAttribute("aria-busy");
  }

  function rowNode(i: number, row: T | undefined): HTMLElement {
    const cells = columns.map(({cell, number}) =>
      element("div", {role: "gridcell", class: number ? "number" : null}, row ? cell(row) : "")
    );
    const line = element(
      "div",
      {
        role: "row",
        id: `${own}-${i}`,
        "aria-rowindex": i + 2,
        "aria-selected": String(i === active),
        style: `grid-template-columns: ${template}`
      },
      ...cells
    );
    if (row && onOpen)
      line.addEventListener("click", ({target}) => {
        if (!(target as Element).closest("a")) onOpen(row);
      });
    return line;
  }

  function moveTo(i: number): void {
    active = Math.max(0, Math.min(total - 1, i));
    const view = node.clientHeight - head.offsetHeight;
    const top = node.scrollTop * scale();
    if (active * rowHeight < top) node.scrollTop = (active * rowHeight) / scale();
    else if ((active + 1) * rowHeight > top + view)
      node.scrollTop = ((active + 1) * rowHeight - view) / scale();
    draw();
  }

  function drawHead(): void {
    const cells = columns.map(({name, label: text, note, number}) => {
      const on = order.column === name;
      const button = element(
        "button",
        {type: "button"},
        text,
        on ? (order.descending ? " ↓" : " ↑") : ""
      );
      button.addEventListener("click", () => sortBy(name, Boolean(number)));
      return element(
        "div",
        {
          role: "columnheader",
          class: number ? "number" : null,
          "aria-sort": on ? (order.descending ? "descending" : "ascending") : null
        },
        button,
        note !== undefined && element("span", {class: "note"}, note)
      );
    });
    head.replaceChildren(...cells);
  }

  function sortBy(name: string, descending: boolean): void {
    setSort({column: name, descending: order.column === name ? !order.descending : descending});
    onSort?.(order);
  }

  function setSort(next: Sort): void {
    order = next;
    drawHead();
    reset(total);
  }

  function reset(next: number): void {
    total = next;
    version += 1;
    active = 0;
    pages = new Map();
    spacer.style.height = `${shown()}px`;
    node.setAttribute("aria-rowcount", String(total + 1));
    node.setAttribute("aria-label", `${label}: ${formatCount(total)} rows`);
    message.hidden = total > 0;
    node.scrollTop = 0;
    showBusy();
    draw();
  }

  node.addEventListener("scroll", draw, {passive: true});
  node.addEventListener("keydown", (event) => {
    if (event.target !== node || event.ctrlKey || event.metaKey || event.altKey) return;
    const step: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: visible() - 1,
      PageUp: 1 - visible(),
      Home: -total,
      End: total
    };
    if (event.key in step) moveTo(active + step[event.key]);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    const row = rowAt(active);
    if (event.key === "Enter" && row) onOpen?.(row);
  });
  drawHead();
  new ResizeObserver(draw).observe(node);
  return {node, reset, setSort};
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}
