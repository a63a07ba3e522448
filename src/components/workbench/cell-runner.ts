import {errorMessage} from "../../core/error-message.js";
import {plainFault, readFault} from "../../core/notebook/error-place.js";
import type {QueryFault} from "../../core/notebook/error-place.js";
import {arrange, dependants} from "../../core/notebook/graph.js";
import type {CellGraph} from "../../core/notebook/graph.js";
import {nameProblem} from "../../core/notebook/names.js";
import {problemWith} from "../../core/notebook/reading.js";
import type {Cell} from "../../core/notebook/types.js";
import type {CellResult, WorkbenchDatabase} from "./query-database.js";

/** How a cell stands. */
export type CellStatus =
  | {kind: "queued"}
  | {kind: "running"}
  | {kind: "done"; result: CellResult}
  | {kind: "failed"; fault: QueryFault}
  | {kind: "waits"; for: string[]};

/** What runs cells: one after the other, each after what it reads. */
export interface Runner {
  /** Runs the named cells, what they read and has not run, and what reads them; all if none is named. */
  run(names?: readonly string[]): Promise<void>;

  /** Stops what runs, and forgets what is queued. */
  cancel(): void;

  /** Forgets the result of a cell that was removed or renamed. */
  forget(name: string): void;
}

/** Where the cells are, and whom a runner tells how they stand. */
export interface RunnerOptions {
  database: WorkbenchDatabase;
  cells: () => readonly Cell[];

  /** The names of the published tables, which no cell may take. */
  tables: readonly string[];
  onStatus: (cell: Cell, status: CellStatus) => void;
}

/** Returns a runner of the cells of a notebook. */
// eslint-disable-next-line max-lines-per-function -- a runner is one closure over what has run
export function runner({database, cells, tables, onStatus}: RunnerOptions): Runner {
  const done = new Map<string, string>(); // what a cell’s result was made of: its query, by name
  const stands = new Map<string, CellStatus["kind"]>();
  let last: Promise<void> = Promise.resolve();
  let wave = 0;

  function say(cell: Cell, status: CellStatus): void {
    stands.set(cell.name, status.kind);
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
      const refusal = first ? nameProblem(cell.name, tables) : `duplicate name: ${cell.name}`;
      const wrong = refusal ?? (circle && `circle: ${[...circle, cell.name].join(" reads ")}`);
      if (wrong) say(cell, {kind: "failed", fault: {message: wrong, line: null, column: null}});
      else if (wanted.has(cell.name)) say(cell, {kind: "queued"});
    }
    for (const name of graph.order) {
      const cell = list.find((one) => one.name === name)!;
      if (!wanted.has(name) || nameProblem(name, tables)) continue;
      if (mine !== wave) say(cell, {kind: "failed", fault: faultOf("cancelled")});
      else await runOne(cell, graph);
    }
  }

  async function runOne(cell: Cell, graph: CellGraph): Promise<void> {
    const reads = graph.nodes.find(({name}) => name === cell.name)?.reads ?? [];
    const missing = reads.filter((read) => stands.get(read) !== "done");
    if (missing.length) return say(cell, {kind: "waits", for: missing});
    const refusal = problemWith(cell.sql);
    if (refusal) return say(cell, {kind: "failed", fault: faultOf(refusal)});
    say(cell, {kind: "running"});
    try {
      const result = await database.run(cell.name, cell.sql);
      say(cell, {kind: "done", result});
      done.set(cell.name, cell.sql);
    } catch (error) {
      say(cell, {kind: "failed", fault: faultOf(errorMessage(error))}); // prettier-ignore
    }
  }

  /** The cells to run: the named ones, what they read and is not there, and what reads any of these. */
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
      stands.delete(name);
      void database.drop(name);
    }
  };
}

function faultOf(message: string): QueryFault {
  const fault = readFault(message);
  return {...fault, message: plainFault(fault.message)};
}
