/** A value of an exported table. */
export type Cell = string | number | boolean | bigint | Date | null;

/** A row of an exported table: values by column. A column that a row lacks is null in it. */
export type TableRow = Readonly<Record<string, Cell | undefined>>;

/** What a column holds; `time` is ms since the epoch, UTC. */
export type ColumnType = "boolean" | "integer" | "double" | "time" | "string";

/** A column of an exported table. */
export interface Column {
  name: string;
  type: ColumnType;
}

/** How columns are typed. */
export interface ColumnOptions {
  /** The columns whose numbers are times, in ms since the epoch, UTC; defaults to `timeNames`. */
  times?: readonly string[];

  /** The columns whose text is JSON, which JSON lines hold as values; none by default. */
  json?: readonly string[];
}

/** The columns that hold times unless told otherwise, if each of their numbers is later than 1973. */
export const timeNames: readonly string[] = [
  "time",
  "from",
  "until",
  "first",
  "last",
  "start",
  "end",
  "hour",
  "day",
  "startedAt",
  "finishedAt"
];

/** The earliest number that is taken for a time: 3 March 1973, in ms; hours and days of a log are below. */
const earliest = 1e11;

/** The latest instant that a Date can hold, in ms. */
const latest = 8.64e15;

/**
 * Returns the columns of *rows* in the order in which they first appear, with the narrowest type that
 * holds every value: a column of mixed kinds, or of nulls alone, is text.
 */
export function columnsOf(
  rows: readonly TableRow[],
  {times = timeNames}: ColumnOptions = {}
): Column[] {
  const types = new Map<string, ColumnType | null>();
  for (const row of rows) {
    for (const [name, cell] of Object.entries(row)) {
      if (cell === null || cell === undefined) {
        if (!types.has(name)) types.set(name, null);
        continue;
      }
      types.set(name, wider(types.get(name) ?? null, kindOf(cell, times.includes(name))));
    }
  }
  return [...types].map(([name, type]) => ({name, type: type ?? "string"}));
}

function kindOf(cell: Cell, maybeTime: boolean): ColumnType {
  if (cell instanceof Date) return "time";
  if (typeof cell === "boolean") return "boolean";
  if (typeof cell === "bigint") return inInt64(cell) ? "integer" : "string";
  if (typeof cell !== "number") return "string";
  if (maybeTime && cell >= earliest && cell <= latest) return "time";
  return Number.isSafeInteger(cell) && !Object.is(cell, -0) ? "integer" : "double";
}

function wider(a: ColumnType | null, b: ColumnType): ColumnType {
  if (a === null || a === b) return b;
  const numbers = ["integer", "double", "time"]; // a number that is no time makes none of them one
  return numbers.includes(a) && numbers.includes(b) ? "double" : "string";
}

function inInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/**
 * Returns an instant, in ms since the epoch, as ISO 8601 in UTC: three decimals of a second, or six if
 * it has a fraction of a millisecond. Throws a RangeError beyond what a Date can hold.
 */
export function isoTime(ms: number): string {
  const micros = Math.round((ms - Math.floor(ms)) * 1000);
  const integral = Math.floor(ms) + (micros === 1000 ? 1 : 0);
  if (!(Math.abs(integral) <= latest)) throw new RangeError(`invalid time: ${ms}`);
  const text = new Date(integral).toISOString();
  return micros % 1000 === 0 ? text : text.replace("Z", `${String(micros).padStart(3, "0")}Z`);
}

/**
 * Returns a cell as it stands in text: times as ISO 8601, numbers with all their digits; null for what
 * is missing or no number (NaN, infinities).
 */
export function plainCell(
  cell: Cell | undefined,
  type: ColumnType
): string | number | boolean | null {
  if (cell === null || cell === undefined) return null;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : isoTime(cell.getTime());
  if (typeof cell === "bigint") {
    const number = Number(cell);
    return Number.isSafeInteger(number) ? number : String(cell);
  }
  if (typeof cell !== "number") return cell;
  if (!Number.isFinite(cell)) return null;
  return type === "time" ? isoTime(cell) : cell;
}
