import {relationsOf} from "./relations.js";
import {tokensOf} from "./tokens.js";

/** The dependencies of a cell of a notebook. */
interface CellNode {
  /** The name of the cell; others read its result under it. */
  name: string;

  /** The names of the cells that it reads, as they are written there; each once. */
  reads: string[];

  /** The names of the cells that form a circle with it, itself among them; null if there is none. */
  circle: string[] | null;

  /** The parameters that it names, without the dollar; e.g., `threshold`. */
  parameters: string[];
}

/** The cells of a notebook in an order in which they can run. */
export interface CellGraph {
  /** One node a cell, in the order of the notebook. */
  nodes: CellNode[];

  /** The names of the cells, each after all that it reads; those in a circle are skipped. */
  order: string[];
}

/**
 * Returns which cell reads which, and the order to run them: as in the notebook where the dependencies
 * allow it. Names are compared without case; of two cells of one name, the first is meant.
 */
export function arrange(cells: readonly {name: string; sql: string}[]): CellGraph {
  const names = new Map<string, string>();
  for (const {name} of cells) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  const nodes = cells.map(({name, sql}): CellNode => {
    const reads = relationsOf(sql).flatMap((relation) => names.get(relation) ?? []);
    return {name, reads, circle: null, parameters: parametersOf(sql)};
  });
  const byName = new Map<string, CellNode>();
  for (const node of nodes) if (!byName.has(node.name)) byName.set(node.name, node);
  for (const node of nodes) node.circle = circleOf(node, byName);
  return {nodes, order: orderOf(byName)};
}

/** Returns the names of the cells that read *name*, directly or through others, in an order to run them. */
export function dependants({nodes, order}: CellGraph, name: string): string[] {
  const stale = new Set([name]);
  const reads = new Map(nodes.map((node) => [node.name, node.reads]));
  for (const cell of order) {
    if (reads.get(cell)?.some((read) => stale.has(read))) stale.add(cell);
  }
  stale.delete(name);
  return order.filter((cell) => stale.has(cell));
}

function parametersOf(sql: string): string[] {
  const marks = tokensOf(sql).filter(({kind}) => kind === "parameter");
  return [...new Set(marks.map(({text}) => text.slice(1).toLowerCase()))];
}

/** Returns the shortest circle through *node*, from it on; null if there is none. */
function circleOf(node: CellNode, byName: ReadonlyMap<string, CellNode>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [node];
  for (const at of queue) {
    for (const read of at.reads) {
      if (read === node.name) return pathTo(at.name, node.name, cameFrom);
      const next = byName.get(read);
      if (!next || cameFrom.has(read)) continue;
      cameFrom.set(read, at.name);
      queue.push(next);
    }
  }
  return null;
}

function pathTo(last: string, first: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [last];
  while (path[0] !== first) path.unshift(cameFrom.get(path[0])!);
  return path;
}

function orderOf(byName: ReadonlyMap<string, CellNode>): string[] {
  const order = new Set<string>();
  const add = (node: CellNode): void => {
    if (node.circle || order.has(node.name)) return;
    for (const read of node.reads) add(byName.get(read)!);
    order.add(node.name);
  };
  for (const node of byName.values()) add(node);
  return [...order];
}
