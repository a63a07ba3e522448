import {errorMessage} from "../../core/error-message.js";
import {planChart} from "../../core/notebook/chart.js";
import {chartQuery} from "../../core/notebook/chart-query.js";
import type {QueryFault} from "../../core/notebook/error-place.js";
import {quoted} from "../../core/notebook/names.js";
import type {Cell, ChartSettings} from "../../core/notebook/types.js";
import type {Provenance} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import type {ExportRow} from "../exports/export-menu.js";
import {formatCount, formatDuration, plural} from "../kit/format.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {responsive} from "../kit/responsive.js";
import {cellChart} from "./cell-chart.js";
import type {ChartRow} from "./cell-chart.js";
import {chartControls} from "./chart-controls.js";
import type {CompletionTable} from "./sql-completion.js";
import type {CellResult, WorkbenchDatabase} from "./query-database.js";
import {sqlEditor} from "./sql-editor.js";
import type {SqlEditor} from "./sql-editor.js";
import {resultTable} from "./result-table.js";
import type {CellStatus} from "./cell-runner.js";

/** The context of a cell, and its listeners. */
interface CellOptions {
  database: WorkbenchDatabase;
  provenance: Provenance;
  threshold: number;
  max: number;
  tables: () => readonly CompletionTable[];

  /** Returns the problem of a name for the cell; null if it is valid. */
  nameProblem: (name: string) => string | null;
  onChange: (change: Partial<Cell>) => void;
  onRun: () => void;
  onRunAll: () => void;
  onCancel: () => void;
  onMove: (step: number) => void;
  onRemove: () => void;
}

/** A cell on the page. */
export interface CellView {
  node: HTMLElement;
  editor: SqlEditor;

  /** Shows the cell as it is now, if another tab or the history changed it. */
  setCell(cell: Cell): void;
  setStatus(status: CellStatus): void;

  /** Shows that the query is no longer the one of the result. */
  setStale(): void;
}

/** Returns a cell: its name, the editor, its status, its chart and its rows. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function cellView(first: Cell, options: CellOptions): CellView {
  let cell = first;
  let result: CellResult | null = null;
  const label = () => `SQL of ${cell.name}`;
  const change = (next: Partial<Cell>): void => {
    cell = {...cell, ...next};
    options.onChange(next);
  };
  const editor = sqlEditor({
    text: cell.sql,
    label: label(),
    tables: options.tables,
    onChange: (sql) => change({sql}),
    onRun: options.onRun,
    onRunAll: options.onRunAll,
    onMove: options.onMove
  });
  const name = element("input", {
    class: "name",
    value: cell.name,
    "aria-label": `name of ${cell.name}`,
    spellcheck: "false",
    autocomplete: "off",
    maxlength: 60,
    size: 14
  });
  const status = element("span", {class: "status", role: "status"});
  const fault = element("p", {class: "fault", role: "alert", hidden: true});
  const output = element("div", {class: "output"});
  const run = button("run", `run ${cell.name}`, () => (running ? options.onCancel() : options.onRun())); // prettier-ignore
  let running = false;
  const node = element(
    "section",
    {class: "cell", "aria-label": `cell ${cell.name}`, "data-cell": cell.name},
    element(
      "div",
      {class: "bar"},
      name,
      run,
      status,
      element(
        "span",
        {class: "tools"},
        button("↑", "move up", () => options.onMove(-1)),
        button("↓", "move down", () => options.onMove(1)),
        button("remove", "remove the cell", options.onRemove)
      )
    ),
    editor.node,
    fault,
    output
  );

  name.addEventListener("change", () => {
    const next = name.value.trim();
    const problem = next === cell.name ? null : options.nameProblem(next);
    if (problem) {
      showFault({message: problem, line: null, column: null});
      name.value = cell.name;
      return;
    }
    if (next !== cell.name) change({name: next});
    relabel();
  });
  name.addEventListener("keydown", ({key}) => {
    if (key === "Enter") editor.focus();
  });

  function relabel(): void {
    node.setAttribute("aria-label", `cell ${cell.name}`);
    node.dataset.cell = cell.name;
    name.setAttribute("aria-label", `name of ${cell.name}`);
    name.size = Math.max(8, cell.name.length + 1);
    editor.setLabel(label());
  }

  function showFault(shown: QueryFault | null): void {
    fault.hidden = shown === null;
    const where = shown?.line ? ` (line ${shown.line})` : "";
    fault.textContent = shown ? `${shown.message}${where}` : "";
    editor.setFault(shown);
  }

  function showResult(): void {
    if (!result) return output.replaceChildren();
    if (result.plan !== null) {
      const plan = element("pre", {class: "plan", tabindex: 0, "aria-label": "plan of the query"});
      plan.textContent = result.plan;
      return output.replaceChildren(plan);
    }
    output.replaceChildren(chartPart(result), resultTable(result, {...options, name: cell.name}));
    output.append(
      provenanceLine(options.provenance, {n: result.rows, exports: {name: cell.name.toLowerCase().replaceAll("_", "-"), rows: exportedRows, figure: () => output.querySelector<SVGSVGElement>(".plot > svg")}}) // prettier-ignore
    );
  }

  function exportedRows(): Promise<ExportRow[]> {
    return options.database.query(`FROM ${quoted(cell.name)} LIMIT 100000`);
  }

  function chartPart(shown: CellResult): HTMLElement {
    const {columns, rows} = shown;
    const plan = planChart(columns, rows, cell.chart);
    const onChange = (chart: ChartSettings): void => {
      change({chart});
      const part = chartPart(shown);
      const focused = (document.activeElement as HTMLElement | null)?.dataset.name;
      output.firstElementChild?.replaceWith(part);
      if (focused) part.querySelector<HTMLElement>(`[data-name="${focused}"]`)?.focus();
    };
    const figure = element("figure", {"aria-busy": plan ? "true" : null});
    const caption = element("p", {class: "note"});
    const part = element("div", {class: "chart"}, rows > 0 && columns.length > 0 && chartControls(cell.chart, {columns, plan, onChange}), figure, caption); // prettier-ignore
    if (!plan) {
      if (cell.chart.mark !== "none" && rows > 0) caption.textContent = "No chart for these columns."; // prettier-ignore
      return part;
    }
    const {sql, note} = chartQuery(plan, {name: cell.name, columns, rows});
    caption.textContent = note;
    options.database
      .query(sql)
      .then((points) => {
        const {threshold, max} = options;
        const chart = (width: number) => cellChart(plan, points as unknown as ChartRow[], {columns, width, threshold, max}); // prettier-ignore
        if (points.length) figure.replaceChildren(responsive(chart));
        else caption.textContent = "No row has the values that this chart needs.";
      })
      .catch((error: unknown) => {
        caption.textContent = `No chart: ${errorMessage(error).split("\n")[0]}`;
      })
      .finally(() => figure.removeAttribute("aria-busy"));
    return part;
  }

  return {
    node,
    editor,
    setCell(next) {
      cell = next;
      name.value = next.name;
      editor.setText(next.sql);
      relabel();
    },
    setStatus(next) {
      running = next.kind === "running" || next.kind === "queued";
      run.textContent = running ? "cancel" : "run";
      run.setAttribute("aria-label", `${running ? "cancel" : "run"} ${cell.name}`);
      node.dataset.status = next.kind;
      if (running) output.setAttribute("aria-busy", "true");
      else output.removeAttribute("aria-busy");
      showFault(next.kind === "failed" ? next.fault : null);
      status.textContent = statusText(next);
      if (next.kind === "done") result = next.result;
      if (next.kind === "failed" || next.kind === "waits") result = null;
      if (!running) showResult();
    },
    setStale() {
      if (node.dataset.status === "done") status.textContent = "changed; Ctrl+Enter runs it";
    }
  };
}

function statusText(status: CellStatus): string {
  if (status.kind === "waits") return `waits for ${status.for.join(", ")}`;
  if (status.kind === "failed") return "";
  if (status.kind !== "done") return status.kind;
  const {rows, took, stored, plan} = status.result;
  const time = took < 1000 ? `${Math.round(took)} ms` : formatDuration(took / 1000);
  if (plan !== null) return time;
  const note = stored ? "" : "; too many to store, so each reader computes them";
  return `${formatCount(rows)} ${plural(rows, "row")} in ${time}${note}`;
}

function button(text: string, label: string, onClick: () => void): HTMLButtonElement {
  const node = element("button", {type: "button", "aria-label": label, title: label}, text);
  node.addEventListener("click", onClick);
  return node;
}
