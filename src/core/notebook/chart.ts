import type {ChartSettings} from "./types.js";

/** A column of a result: its name, and its type in DuckDB. */
export interface ResultColumn {
  name: string;
  type: string;
}

/** The kind of a column in a chart; null for lists, structs and blobs, which are only shown. */
type ColumnKind = "number" | "time" | "category" | null;

/** A chart of a result: its mark, and its columns; null where there is none. */
export interface ChartPlan {
  mark: "line" | "area" | "bar" | "dot" | "bins" | "histogram";
  x: string | null;
  y: string | null;
  color: string | null;
  facet: string | null;
  scale: "linear" | "log";
}

/** The maximum number of rows drawn as dots; more overlap, and are counted in cells instead. */
export const maxDots = 2000;

/** Returns the kind of a column of that DuckDB type. */
export function kindOf(type: string): ColumnKind {
  if (/[[(]/.test(type) && !/^DECIMAL\(/.test(type))
    return /^ENUM\(/.test(type) ? "category" : null;
  if (/^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL\b.*)$/.test(type))
    return "number";
  if (/^(?:TIMESTAMP\b.*|DATE)$/.test(type)) return "time";
  return /^(?:VARCHAR|BOOLEAN|UUID)$/.test(type) ? "category" : null;
}

/** Returns whether a column holds a score of a model, by its name: the only one that has a colour. */
export function isScore(name: string | null): boolean {
  return name !== null && /(?:^|_)score(?:$|_)/i.test(name);
}

/**
 * Returns the chart of a result of *rows* rows: by the settings where its columns allow it, else by the
 * types; null if there is nothing to draw. Time and number give a line, category and number
 * bars, two numbers dots or, beyond `maxDots`, counted cells; one number a histogram, one category counts.
 */
export function planChart(
  columns: readonly ResultColumn[],
  rows: number,
  settings: ChartSettings
): ChartPlan | null {
  if (settings.mark === "none" || rows === 0) return null;
  const kind = (name: string | null): ColumnKind =>
    kindOf(columns.find((column) => column.name === name)?.type ?? "");
  const chosen = {x: known(columns, settings.x), y: known(columns, settings.y)};
  const mark = settings.mark === "auto" ? markOf(columns, rows, chosen) : settings.mark;
  if (!mark) return null;
  const x = chosen.x ?? axisX(columns, mark, chosen.y);
  const y = needsY(mark) ? (chosen.y ?? axisY(columns, mark, x)) : null;
  if (x === null || (y === null && !/^(?:histogram|bar)$/.test(mark))) return null;
  const allowed =
    mark === "histogram"
      ? kind(x) === "number" || kind(x) === "time"
      : y === null || kind(y) === "number";
  if (!allowed || (mark === "bins" && kind(x) === "category")) return null;
  const color = known(columns, settings.color);
  const facet = known(columns, settings.facet);
  return {mark, x, y, color, facet, scale: settings.scale};
}

function known(columns: readonly ResultColumn[], name: string | null): string | null {
  return columns.find((column) => column.name === name)?.name ?? null;
}

function needsY(mark: ChartPlan["mark"]): boolean {
  return mark !== "histogram";
}

/** Returns the mark for the kinds of the columns, those that the reader chose first. */
function markOf(
  columns: readonly ResultColumn[],
  rows: number,
  {x, y}: {x: string | null; y: string | null}
): ChartPlan["mark"] | null {
  const count = (kind: ColumnKind): number =>
    columns.filter((column) => kindOf(column.type) === kind).length;
  const first = columns.find(({name}) => name === x);
  const [times, numbers, categories] = [count("time"), count("number"), count("category")];
  const leads = first ? kindOf(first.type) : null;
  if ((leads === "time" || (leads === null && times > 0)) && numbers > 0) return "line";
  if (leads === "category" || (leads === null && categories > 0)) return "bar";
  if (numbers > 1 || (y !== null && numbers > 0 && x !== null))
    return rows > maxDots ? "bins" : "dot";
  return numbers > 0 || times > 0 ? "histogram" : null;
}

function axisX(
  columns: readonly ResultColumn[],
  mark: ChartPlan["mark"],
  y: string | null
): string | null {
  const wanted: Record<ChartPlan["mark"], ColumnKind[]> = {
    line: ["time", "number", "category"],
    area: ["time", "number", "category"],
    bar: ["category", "time", "number"],
    dot: ["number", "time", "category"],
    bins: ["number", "time"],
    histogram: ["number", "time"]
  };
  for (const kind of wanted[mark]) {
    const found = columns.find(({name, type}) => kindOf(type) === kind && name !== y);
    if (found) return found.name;
  }
  return null;
}

function axisY(
  columns: readonly ResultColumn[],
  mark: ChartPlan["mark"],
  x: string | null
): string | null {
  const numbers = columns.filter(({name, type}) => kindOf(type) === "number" && name !== x);
  const score = mark === "bar" || mark === "line" ? undefined : numbers.find(({name}) => isScore(name)); // prettier-ignore
  return (score ?? numbers[0])?.name ?? null;
}
