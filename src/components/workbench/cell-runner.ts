import {errorMessage} from "../../core/error-message.js";
import {plainFault, readFault} from "../../core/notebook/error-place.js";
import type {QueryFault} from "../../core/notebook/error-place.js";
import {arrange, dependants} from "../../core/notebook/graph.js";
import type {CellGraph} from "../../core/notebook/graph.js";
import {nameProblem} from "../../core/notebook/names.js";
import {problemWith} from "../../core/notebook/reading.js";
import type {Cell} from "../../core/notebook/types.js";
import type {CellResult, WorkbenchDatabase} from "./query-database.js";

/** The status of a cell. */
export type CellStatus =
  | {kind: "queued"}
  | {kind: "running"}
  | {kind: "done"; result: CellResult}
  | {kind: "failed"; fault: QueryFault}
  | {kind: "waits"; for: string[]};

/** A runner of cells: one after the other, each after the cells that it reads. */
interface CellRunner {
  /** Runs the named cells, those they read that have not run, and those that read them; all if none is named. */
  run(names?: readonly string[]): Promise<void>;

  /** Stops the running cell, and clears the queue. */
  cancel(): void;

  /** Drops the result of a cell that was removed or renamed. */
  forget(name: string): void;
}

/** The cells of a runner, and its listener. */
interface CellRunnerOptions {
  database: WorkbenchDatabase;
  cells: () => readonly Cell[];

  /** The names of the published tables, which no cell may have. */
  tables: readonly string[];
  onStatus: (cell: Cell, status: CellStatus) => void;
}

/** Returns a runner of the cells of a notebook. */
// eslint-disable-next-line max-lines-per-function -- a runner is one closure over what has run
export function cellRunner({database, cells, tables, onStatus}: CellRunnerOptions): CellRunner {
  const done = new Map<string, string>(); // the query of each result, by the name of its cell
  const statuses = new Map<string, CellStatus["kind"]>();
  let last: Promise<void> = Promise.resolve();
  let wave = 0;

  function setStatus(cell: Cell, status: CellStatus): void {
    statuses.set(cell.name, status.kind);
    if (status.kind !== "done") done.delete(cell.name);
    onStatus(cell, status);
  }

  async function runAll(names: readonly string[] | undefined, mine: number): Promise<void> {
    const list = cells();
    const graph = arrange(list);
    const wanted = wantedOf(graph, names ?? graph.nodes.map(({name}) => name), list);
    for (const [i, cell] of list.entries()) {
      const first =
        list.findIndex(({name}) => name.toLowerCase() === cell.name.toLowerCase()) === i;
      const circle = graph.nodes[i].circle;
      const problem = first ? nameProblem(cell.name, tables) : `duplicate name: ${cell.name}`;
      const wrong = problem ?? (circle && `circle: ${[...circle, cell.name].join(" reads ")}`);
      if (wrong)
        setStatus(cell, {kind: "failed", fault: {message: wrong, line: null, column: null}});
      else if (wanted.has(cell.name)) setStatus(cell, {kind: "queued"});
    }
    for (const name of graph.order) {
      const cell = list.find((one) => one.name === name)!;
      if (!wanted.has(name) || nameProblem(name, tables)) continue;
      if (mine !== wave) setStatus(cell, {kind: "failed", fault: faultOf("cancelled")});
      else await runOne(cell, graph);
    }
  }

  async function runOne(cell: Cell, graph: CellGraph): Promise<void> {
    const reads = graph.nodes.find(({name}) => name === cell.name)?.reads ?? [];
    const missing = reads.filter((read) => statuses.get(read) !== "done");
    if (missing.length) return setStatus(cell, {kind: "waits", for: missing});
    const problem = problemWith(cell.sql);
    if (problem) return setStatus(cell, {kind: "failed", fault: faultOf(problem)});
    setStatus(cell, {kind: "running"});
    try {
      const result = await database.run(cell.name, cell.sql);
      setStatus(cell, {kind: "done", result});
      done.set(cell.name, cell.sql);
    } catch (error) {
      setStatus(cell, {kind: "failed", fault: faultOf(errorMessage(error))}); // prettier-ignore
    }
  }

  /** Returns the cells to run: the named ones, those they read that have no result, and those that read any of these. */
  function wantedOf(
    graph: CellGraph,
    names: readonly string[],
    list: readonly Cell[]
  ): Set<string> {
    const wanted = new Set<string>();
    const add = (name: string): void => {
      if (wanted.has(name)) return;
      wanted.add(name);
      for (const read of graph.nodes.find((node) => node.name === name)?.reads ?? []) {
        if (done.get(read) !== list.find((cell) => cell.name === read)?.sql) add(read);
      }
    };
    names.forEach(add);
    for (const name of [...wanted]) for (const other of dependants(graph, name)) wanted.add(other);
    return wanted;
  }

  return {
    run(names) {
      const mine = wave;
      last = last.then(() => runAll(names, mine));
      return last;
    },
    cancel() {
      wave += 1;
      void database.cancel();
    },
    forget(name) {
      done.delete(name);
      statuses.delete(name);
      void database.drop(name);
    }
  };
}

function faultOf(message: string): QueryFault {
  const fault = readFault(message);
  return {...fault, message: plainFault(fault.message)};
}
