import {freeName} from "./names.js";
import type {Cell, Notebook} from "./types.js";

/**
 * Returns the merge of two changes of *base*: each cell as it was changed on one side. A cell that both sides
 * changed appears twice, theirs in its place and mine after it under another name; a cell that one side
 * removed and the other changed stays. No change is lost. Cells are matched by their identifiers.
 */
export function merge(base: Notebook, mine: Notebook, theirs: Notebook): Notebook {
  const before = byId(base);
  const [own, other] = [byId(mine), byId(theirs)];
  const cells: Cell[] = [];
  for (const cell of theirs.cells) {
    const [was, is] = [before.get(cell.id), own.get(cell.id)];
    const merged = mergeCell(was, is, cell);
    if (merged) cells.push(merged);
    if (is && isClash(was, is, cell))
      cells.push({...is, id: freeId(cell.id, [...own.keys(), ...other.keys()])});
  }
  mine.cells.forEach((cell, i) => {
    const old = before.get(cell.id);
    if (other.has(cell.id) || (old && same(old, cell))) return;
    const after = cells.findIndex(({id}) => id === mine.cells[i - 1]?.id);
    cells.splice(after < 0 && i > 0 ? cells.length : after + 1, 0, cell);
  });
  const title = mine.title === base.title ? theirs.title : mine.title;
  return {title, cells: withOwnNames(cells)};
}

function mergeCell(base: Cell | undefined, mine: Cell | undefined, theirs: Cell): Cell | null {
  if (!mine) return base && same(base, theirs) ? null : theirs;
  return base && same(base, theirs) ? mine : theirs;
}

function isClash(base: Cell | undefined, mine: Cell, theirs: Cell): boolean {
  if (same(mine, theirs)) return false;
  return !base || (!same(base, mine) && !same(base, theirs));
}

function freeId(id: string, used: readonly string[]): string {
  let free = `${id}+`;
  while (used.includes(free)) free += "+";
  return free;
}

function byId({cells}: Notebook): Map<string, Cell> {
  return new Map(cells.map((cell) => [cell.id, cell]));
}

function same(a: Cell, b: Cell): boolean {
  return (
    a.name === b.name && a.sql === b.sql && JSON.stringify(a.chart) === JSON.stringify(b.chart)
  );
}

function withOwnNames(cells: readonly Cell[]): Cell[] {
  const used: string[] = [];
  return cells.map((cell) => {
    const clash = used.some((name) => name.toLowerCase() === cell.name.toLowerCase());
    const others = [...used, ...cells.map(({name}) => name)];
    const name = clash ? freeName(others, cell.name) : cell.name;
    used.push(name);
    return {...cell, name};
  });
}
