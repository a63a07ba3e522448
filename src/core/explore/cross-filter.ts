/** A column of codes, one a row. A code that is not below *size* is counted nowhere. */
export interface CodeColumn {
  codes: Uint8Array | Uint16Array;

  /** The number of codes that are counted. */
  size: number;
}

/** Rows that are counted by every column, under the filters of all the others. */
export interface CrossFilter {
  readonly rows: number;

  /**
   * Prepares for filters on *column* to change quickly: one pass over the rows for each other column.
   * From then on, a change costs the codes that come and go, not the rows. The passes are made by
   * *advance*, or, what is left of them, when a count is asked for.
   */
  activate(column: number): void;

  /** Prepares *rows* more rows for the active column, and returns whether there are more to do. */
  advance(rows: number): boolean;

  /** Lets only the rows pass whose code in *column* has a 1 in *keep*; null lets all pass. */
  setCodes(column: number, keep: Uint8Array | null): void;

  /** Lets only the rows pass that have a 1 in *mask*; null lets all pass. There are six masks, from 0. */
  setMask(slot: number, mask: Uint8Array | null): void;

  /** Returns the rows of each code of *column* that pass all filters but its own; valid until the next change. */
  counts(column: number): Uint32Array;

  /** Returns the number of rows that pass all filters. */
  selected(): number;

  /** Returns the rows that pass, ascending: *limit* of them after *offset*, from the end if *backwards*. */
  find(offset: number, limit: number, backwards?: boolean): number[];
}

/** How often each code of the active column meets each code of another. */
interface Cube {
  /** Of active code a and code v: cells[a * size + v]; the last a stands for every code not counted. */
  cells: Uint32Array;

  /** The counts of the codes over the active codes that are counted now; empty before all rows are in. */
  counts: Uint32Array;
}

/** The number of masks that a cross-filter takes. */
const maskSlots = 6;

/**
 * Returns a cross-filter over *columns* of equal length, at most ten of them. A row keeps one bit for each filter that it
 * fails, so that a filter is one pass over the rows; for the column that is being brushed, a cube is
 * counted once and then only added up.
 *
 * Moritz, Howe & Heer, “Falcon” (CHI 2019).
 */
// eslint-disable-next-line max-lines-per-function -- one closure over the state of the filters
export function crossFilter(columns: readonly CodeColumn[], rows: number): CrossFilter {
  if (columns.length + maskSlots > 16) throw new RangeError(`too many columns: ${columns.length}`);
  const fails = new Uint16Array(rows);
  const filters: (Uint8Array | null)[] = columns.map(() => null);
  const tallies: (Uint32Array | null)[] = columns.map(() => null);
  let active = -1;
  let current: Uint8Array | null = null; // the codes that the cubes count now; written to *fails* on settle
  let settled = true;
  let cubes: (Cube | null)[] = [];
  let crossed = rows; // rows that are in the cubes

  function settle(): void {
    if (settled || active < 0) return;
    markCodes(fails, columns[active].codes, filters[active], 1 << active);
    settled = true;
  }

  function forget(): void {
    tallies.fill(null);
    cubes = [];
    crossed = rows;
    active = -1;
    current = null;
  }

  function activate(column: number): void {
    if (active === column) return;
    settle();
    forget();
    active = column;
    current = filters[column];
    crossed = 0;
    cubes = columns.map((other, i) =>
      i === column
        ? null
        : {cells: new Uint32Array((columns[column].size + 1) * other.size), counts: none}
    );
  }

  function advance(more: number): boolean {
    if (crossed === rows) return false;
    const until = Math.min(rows, crossed + more);
    const own = columns[active];
    cubes.forEach((cube, i) => {
      if (!cube) return;
      const pass = 0xffff & ~((1 << active) | (1 << i));
      cross(cube.cells, own, columns[i], fails, pass, crossed, until);
      if (until === rows) cube.counts = addUp(cube.cells, own.size, columns[i].size, current);
    });
    crossed = until;
    return crossed < rows;
  }

  function move(keep: Uint8Array | null): void {
    advance(rows);
    const {size} = columns[active];
    for (let a = 0; a <= size; ++a) {
      const change = weight(keep, a, size) - weight(current, a, size);
      if (change === 0) continue;
      cubes.forEach((cube, i) => {
        if (cube) addRow(cube.counts, cube.cells, a * columns[i].size, change);
      });
    }
    current = keep;
  }

  function counts(column: number): Uint32Array {
    if (active >= 0 && column !== active) {
      advance(rows);
      return cubes[column]!.counts;
    }
    return (tallies[column] ??= tally(columns[column], fails, 0xffff & ~(1 << column)));
  }

  return {
    rows,
    activate,
    advance,
    setCodes(column, keep) {
      filters[column] = keep;
      if (column === active) {
        settled = false;
        move(keep);
        return;
      }
      settle();
      forget();
      markCodes(fails, columns[column].codes, keep, 1 << column);
    },
    setMask(slot, mask) {
      settle();
      forget();
      markCodes(fails, mask, mask && passing, 1 << (columns.length + slot));
    },
    counts,
    selected() {
      if (active >= 0 && current) {
        const own = counts(active);
        let sum = 0;
        for (let a = 0; a < own.length; ++a) if (current[a]) sum += own[a];
        return sum;
      }
      settle();
      return countZeros(fails);
    },
    find(offset, limit, backwards = false) {
      settle();
      return zeros(fails, offset, limit, backwards);
    }
  };
}

const none = new Uint32Array(0);

/** The values of a mask that pass: its ones. */
const passing = Uint8Array.of(0, 1);

function markCodes(
  fails: Uint16Array,
  codes: Uint8Array | Uint16Array | null,
  keep: Uint8Array | null,
  bit: number
): void {
  if (!codes || !keep) {
    for (let i = 0; i < fails.length; ++i) fails[i] &= ~bit;
    return;
  }
  for (let i = 0; i < fails.length; ++i) {
    if (keep[codes[i]] === 1) fails[i] &= ~bit;
    else fails[i] |= bit;
  }
}

function tally({codes, size}: CodeColumn, fails: Uint16Array, pass: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (let i = 0; i < fails.length; ++i) {
    if ((fails[i] & pass) === 0 && codes[i] < size) ++counts[codes[i]];
  }
  return counts;
}

function cross(
  cells: Uint32Array,
  own: CodeColumn,
  other: CodeColumn,
  fails: Uint16Array,
  pass: number,
  from: number,
  until: number
): void {
  const [a, n] = [own.codes, own.size];
  const [b, size] = [other.codes, other.size];
  for (let i = from; i < until; ++i) {
    if ((fails[i] & pass) === 0 && b[i] < size) ++cells[(a[i] < n ? a[i] : n) * size + b[i]];
  }
}

function addUp(
  cells: Uint32Array,
  size: number,
  width: number,
  keep: Uint8Array | null
): Uint32Array {
  const counts = new Uint32Array(width);
  for (let a = 0; a <= size; ++a) {
    if (weight(keep, a, size)) addRow(counts, cells, a * width, 1);
  }
  return counts;
}

/** Returns whether code *a* passes, as 0 or 1; codes that are not counted pass only where all do. */
function weight(keep: Uint8Array | null, a: number, size: number): number {
  if (keep === null) return 1;
  return a < size ? keep[a] : 0;
}

function addRow(counts: Uint32Array, cells: Uint32Array, start: number, sign: number): void {
  for (let v = 0; v < counts.length; ++v) counts[v] += sign * cells[start + v];
}

function countZeros(values: Uint16Array): number {
  let n = 0;
  for (let i = 0; i < values.length; ++i) if (values[i] === 0) ++n;
  return n;
}

function zeros(values: Uint16Array, offset: number, limit: number, backwards: boolean): number[] {
  const found: number[] = [];
  let seen = 0;
  const step = backwards ? -1 : 1;
  for (let i = backwards ? values.length - 1 : 0; found.length < limit; i += step) {
    if (i < 0 || i >= values.length) break;
    if (values[i] === 0 && seen++ >= offset) found.push(i);
  }
  return found;
}
