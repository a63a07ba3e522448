import {errorMessage} from "../../core/error-message.js";
import {arrange} from "../../core/notebook/graph.js";
import {nameProblem} from "../../core/notebook/names.js";
import {renameRelation} from "../../core/notebook/rename.js";
import {limits} from "../../core/notebook/types.js";
import type {Cell, Notebook} from "../../core/notebook/types.js";
import {publishedTables} from "../../core/schema/published-tables.js";
import type {Today} from "../../core/schema/published.js";
import {openDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import type {PageContext} from "../site/page-context.js";
import {readUrlState} from "../site/url-state.js";
import {notebookBar} from "./notebook-bar.js";
import {cellView} from "./cell-view.js";
import type {CellView} from "./cell-view.js";
import {workbenchDatabase} from "./query-database.js";
import type {ParameterValues, WorkbenchDatabase} from "./query-database.js";
import {cellRunner} from "./cell-runner.js";
import {seedNotebook} from "./seed-notebook.js";
import {newCell, notebookSession} from "./notebook-session.js";
import {readTables, tableList} from "./table-list.js";
import type {CompletionTable} from "./sql-completion.js";

/** Returns the page Workbench: an empty frame at first, the notebook and its tables when DuckDB is ready. */
export function workbenchPage(today: Today, {files}: PageContext): HTMLElement {
  const skeleton = element("div", {class: "skeleton", role: "status", "aria-label": "starting"});
  const root = element("div", {class: "workbench"}, skeleton);
  start(root, today, files["events.duckdb"]).catch((error: unknown) => {
    const reason = errorMessage(error);
    root.replaceChildren(
      element(
        "div",
        {class: "message", role: "alert"},
        element(
          "p",
          {},
          "The published tables could not be read, so there is nothing to query. If the site was built from an older run: run the pipeline and build again."
        ),
        element("p", {class: "mono soft"}, reason)
      )
    );
  });
  return root;
}

async function start(root: HTMLElement, today: Today, url: string): Promise<void> {
  const database = await workbenchDatabase(await openDatabase(url));
  await database.setParameters(parameterValues(today));
  const tables = await readTables(database);
  const body = element("div", {class: "cells"});
  const message = element("p", {class: "notice", role: "status"});
  const parts = await notebookParts(today, {database, tables, body, message});
  root.replaceChildren(
    element("div", {class: "columns"}, element("div", {}, parts.bar, message, body, parts.add), parts.aside) // prettier-ignore
  );
}

/** The parts of the page that the notebook fills. */
interface PartsOptions {
  database: WorkbenchDatabase;
  tables: CompletionTable[];
  body: HTMLElement;
  message: HTMLElement;
}

// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
async function notebookParts(
  today: Today,
  {database, tables, body, message}: PartsOptions
): Promise<{bar: HTMLElement; add: HTMLElement; aside: HTMLElement}> {
  const seed = seedNotebook(today.metrics.some(({labelled}) => labelled > 0));
  const views = new Map<string, CellView>();
  const results = new Map<string, CompletionTable>();
  let notebook: Notebook = seed;
  let focused: CellView | null = null;
  const onMessage = (text: string): void => void (message.textContent = text);
  const names = (): string[] => notebook.cells.map(({name}) => name);

  const runs = cellRunner({
    database,
    cells: () => notebook.cells,
    tables: [...publishedTables, "params"],
    onStatus(cell, status) {
      views.get(cell.id)?.setStatus(status);
      if (status.kind !== "done") return void results.delete(cell.id);
      const columns = status.result.columns.map((column) => ({...column, meaning: ""}));
      results.set(cell.id, {name: cell.name, meaning: "the result of a cell", columns});
    }
  });

  function update(cells: readonly Cell[]): void {
    notebook = {...notebook, title: session.current().title, cells: [...cells]};
    session.change(notebook);
  }

  function addCell(cell: Cell): CellView {
    const find = (): Cell => notebook.cells.find(({id}) => id === cell.id) ?? cell;
    const view = cellView(cell, {
      database,
      provenance: today.provenance,
      threshold: today.threshold,
      max: today.tail[0] ?? today.threshold,
      tables: () => [
        ...tables,
        ...[...results].flatMap(([id, table]) => (id === cell.id ? [] : table))
      ],
      nameProblem: (name) => nameProblem(name, [...names().filter((other) => other !== find().name), ...publishedTables]), // prettier-ignore
      onChange(change) {
        const before = find();
        update(notebook.cells.map((one) => (one.id === cell.id ? {...one, ...change} : one)));
        if (change.sql !== undefined) view.setStale();
        if (change.name === undefined) return;
        runs.forget(before.name);
        follow(before.name, change.name);
        void runs.run([change.name, ...readersOf(before.name)]);
      },
      onRun: () => void runs.run([find().name]),
      onRunAll: () => void runs.run(),
      onCancel: () => runs.cancel(),
      onMove: (step) => move(cell.id, step),
      onRemove: () => remove(cell.id)
    });
    view.node.addEventListener("focusin", () => (focused = view));
    views.set(cell.id, view);
    return view;
  }

  /** Renames *from* to *to* in the cells that read it: a cell that is renamed keeps its readers. */
  function follow(from: string, to: string): void {
    const cells = notebook.cells.map((cell) => ({
      ...cell,
      sql: renameRelation(cell.sql, from, to)
    }));
    const changed = cells.filter(({sql}, i) => sql !== notebook.cells[i].sql);
    if (changed.length === 0) return;
    update(cells);
    for (const cell of changed) views.get(cell.id)?.setCell(cell);
    onMessage(`${from} is now ${to}, in ${changed.map(({name}) => name).join(", ")} too`);
  }

  function readersOf(name: string): string[] {
    const {nodes} = arrange([...notebook.cells, {name, sql: ""}]);
    return nodes.filter(({reads}) => reads.includes(name)).map((node) => node.name);
  }

  function move(id: string, step: number): void {
    const cells = [...notebook.cells];
    const from = cells.findIndex((cell) => cell.id === id);
    const to = from + step;
    if (to < 0 || to >= cells.length) return;
    [cells[from], cells[to]] = [cells[to], cells[from]];
    update(cells);
    const [view, other] = [views.get(id)!, views.get(cells[from].id)!];
    if (step < 0) view.node.after(other.node);
    else view.node.before(other.node);
    view.node.scrollIntoView({block: "nearest"});
  }

  function remove(id: string): void {
    const i = notebook.cells.findIndex((cell) => cell.id === id);
    const cell = notebook.cells[i];
    const readers = readersOf(cell.name).filter((name) => name !== cell.name);
    update(notebook.cells.filter((one) => one.id !== id));
    views.get(id)?.node.remove();
    views.delete(id);
    runs.forget(cell.name);
    results.delete(id);
    if (readers.length) void runs.run(readers);
    const back = element("button", {type: "button", class: "link"}, "Restore");
    back.addEventListener("click", () => {
      const cells = [...notebook.cells];
      cells.splice(Math.min(i, cells.length), 0, cell);
      update(cells);
      draw();
      void runs.run([cell.name, ...readers]);
      onMessage("");
    });
    message.replaceChildren(`${cell.name} was removed; `, back);
    (
      views.get(notebook.cells[Math.min(i, notebook.cells.length - 1)]?.id)?.editor ?? null
    )?.focus();
  }

  function draw(): void {
    const current = new Set(notebook.cells.map(({id}) => id));
    for (const id of views.keys()) if (!current.has(id)) views.delete(id);
    body.replaceChildren(
      ...notebook.cells.map((cell) => (views.get(cell.id) ?? addCell(cell)).node)
    );
  }

  function onOpen(next: Notebook): void {
    const before = new Map(notebook.cells.map((cell) => [cell.id, cell]));
    notebook = next;
    for (const cell of next.cells) views.get(cell.id)?.setCell(cell);
    draw();
    bar?.setNotebook(next);
    const changed = next.cells.filter((cell) => before.get(cell.id)?.sql !== cell.sql || before.get(cell.id)?.name !== cell.name); // prettier-ignore
    for (const cell of before.values()) if (!names().includes(cell.name)) runs.forget(cell.name);
    if (changed.length) void runs.run(changed.map(({name}) => name));
  }

  let bar: ReturnType<typeof notebookBar> | null = null;
  notebook = {title: "", cells: []};
  const session = await notebookSession({seed, onOpen, onMessage});
  bar = notebookBar({session, seed, onRunAll: () => void runs.run(), onMessage});
  bar.setNotebook(session.current());

  addEventListener("popstate", () => {
    void database.setParameters(parameterValues(today)).then(() => {
      const using = arrange(notebook.cells).nodes.filter((node, i) => node.parameters.length > 0 || /\bparams\b/i.test(notebook.cells[i].sql)); // prettier-ignore
      if (using.length) void runs.run(using.map(({name}) => name));
    });
  });

  const add = element("button", {type: "button", class: "add"}, "add a cell");
  add.addEventListener("click", () => {
    if (notebook.cells.length >= limits.cells)
      return onMessage(`too many cells: at most ${limits.cells}; open another notebook`);
    const cell = newCell(notebook.cells);
    update([...notebook.cells, cell]);
    draw();
    views.get(cell.id)?.editor.focus();
  });
  const aside = tableList(tables, (name) => (focused ?? [...views.values()].at(-1))?.editor.insert(name)); // prettier-ignore
  return {bar: bar.node, add, aside};
}

/** Returns the parameters in the URL; by default the threshold of the run, and all of its time. */
function parameterValues(today: Today): ParameterValues {
  const {threshold, from, until, entity, event} = readUrlState(location.search);
  return {
    threshold: threshold ?? today.threshold,
    from: from ?? today.first,
    until: until ?? today.last + 1,
    entity: entity ?? null,
    event: event ?? null
  };
}
