import {isScore, kindOf, maxDots} from "./chart.js";
import type {ChartPlan, ResultColumn} from "./chart.js";
import {quoted} from "./names.js";

/** The query behind a chart of a result, and a note on aggregated or skipped rows. */
interface ChartQuery {
  /**
   * Gives rows of x, y, color and facet; also x2, and y2 of cells, where a mark spans. Times are ms since
   * the epoch, as numbers.
   */
  sql: string;

  /** The aggregation of the numbers, as text; empty if each row is drawn. */
  note: string;
}

const bins = 40;
const maxPoints = 4000;
const maxBars = 30;
const maxPanels = 8;

/** Returns the query behind a chart of the table *name* of *rows* rows; it gives few rows, however many there are. */
export function chartQuery(
  plan: ChartPlan,
  {name, columns, rows}: {name: string; columns: readonly ResultColumn[]; rows: number}
): ChartQuery {
  const type = (column: string) => columns.find((one) => one.name === column)?.type ?? "";
  const number = (column: string): string =>
    kindOf(type(column)) === "time"
      ? `epoch_ms(CAST(${quoted(column)} AS TIMESTAMP))`
      : `CAST(${quoted(column)} AS DOUBLE)`;
  const shade = (column: string | null): string =>
    column === null ? "NULL" : isScore(column) ? number(column) : text(column);
  const parts: Parts = {
    x: plan.x === null ? "NULL" : plan.mark === "bar" ? text(plan.x) : number(plan.x),
    y: plan.y === null ? "1" : number(plan.y),
    color: shade(plan.color),
    facet: plan.facet === null ? "NULL" : text(plan.facet),
    from: panels(plan.facet, quoted(name)),
    isTime: plan.x !== null && kindOf(type(plan.x)) === "time"
  };
  if (plan.x !== null && plan.mark !== "bar" && kindOf(type(plan.x)) === "category")
    return chartQuery({...plan, mark: "bar"}, {name, columns, rows});
  const query = queryOf(plan, parts, rows);
  const limit =
    plan.facet === null ? "" : `; at most ${maxPanels} panels, those with the most rows`;
  return {sql: query.sql, note: query.note + limit};
}

/** The columns of a chart as expressions, and what they are read from. */
interface Parts {
  x: string;
  y: string;
  color: string;
  facet: string;
  from: string;
  isTime: boolean;
}

function queryOf(plan: ChartPlan, parts: Parts, rows: number): ChartQuery {
  if (plan.mark === "histogram") return histogramQuery(plan, parts);
  if (plan.mark === "bar") return barQuery(plan, parts);
  if (plan.mark === "bins") return cellQuery(plan, parts);
  if (plan.mark === "dot") return dotQuery(plan, parts, rows);
  return lineQuery(parts, rows);
}

function text(column: string): string {
  return `coalesce(left(CAST(${quoted(column)} AS VARCHAR), 60), 'none')`;
}

/** Returns the table, or the rows of the most frequent values of the column of its panels. */
function panels(facet: string | null, table: string): string {
  if (facet === null) return table;
  return `(FROM ${table} WHERE ${text(facet)} IN (SELECT ${text(facet)} FROM ${table} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${maxPanels}))`;
}

function points({x, y, color, facet, from}: Parts, log = false): string {
  const positive = log ? "WHERE x > 0" : "";
  return `(SELECT * FROM (SELECT ${x} AS x, ${y} AS y, ${color} AS color, ${facet} AS facet FROM ${from}) ${positive})`;
}

function histogramQuery({scale}: ChartPlan, parts: Parts): ChartQuery {
  const log = scale === "log" && !parts.isTime;
  const x = log ? "log10(x)" : "x";
  const edge = (i: string) => (log ? `pow(10, low + ${i} * step)` : `low + ${i} * step`);
  return {
    sql: `WITH points AS (SELECT ${x} AS x, color, facet FROM ${points({...parts, color: "NULL"}, log)} WHERE x IS NOT NULL AND isfinite(CAST(x AS DOUBLE))),
ends AS (SELECT min(x) AS low, greatest((max(x) - min(x)) / ${bins}, 1e-12) AS step FROM points)
SELECT ${edge("bin")} AS x, ${edge("(bin + 1)")} AS x2, count(*) AS y, NULL AS color, facet
FROM (SELECT least(floor((x - low) / step), ${bins - 1}) AS bin, facet, low, step FROM points, ends)
GROUP BY bin, facet, low, step ORDER BY facet, bin`,
    note: `rows counted in ${bins} steps${log ? ", of values above 0" : ""}`
  };
}

function barQuery({y, color}: ChartPlan, parts: Parts): ChartQuery {
  const value = y === null ? "count(*)" : isScore(y) ? "max(y)" : "sum(y)";
  const shade = isScore(color) ? "max(color)" : "color";
  const group = isScore(color) ? "x, facet" : "x, color, facet";
  const shown = `SELECT x FROM points GROUP BY x ORDER BY ${parts.isTime ? "x DESC" : `${value} DESC NULLS LAST, x`} LIMIT ${maxBars}`;
  const how = y === null ? "rows counted" : isScore(y) ? "the highest of each" : "summed up";
  return {
    sql: `WITH points AS (FROM ${points(parts)})
SELECT x, ${value} AS y, ${shade} AS color, facet FROM points WHERE x IN (${shown})
GROUP BY ${group} ORDER BY ${parts.isTime ? "x" : "max(y) IS NULL, y DESC, x"}, color, facet`,
    note: `${how}; at most ${maxBars} bars, ${parts.isTime ? "the latest" : "the highest"}`
  };
}

function cellQuery({scale}: ChartPlan, parts: Parts): ChartQuery {
  const log = scale === "log" && !parts.isTime;
  const x = log ? "log10(x)" : "x";
  const edge = (i: string) => (log ? `pow(10, x0 + ${i} * dx)` : `x0 + ${i} * dx`);
  return {
    sql: `WITH points AS (SELECT ${x} AS x, y, facet FROM ${points({...parts, color: "NULL"}, log)} WHERE x IS NOT NULL AND y IS NOT NULL),
ends AS (SELECT min(x) AS x0, greatest((max(x) - min(x)) / 48, 1e-12) AS dx, min(y) AS y0, greatest((max(y) - min(y)) / 30, 1e-12) AS dy FROM points)
SELECT ${edge("i")} AS x, ${edge("(i + 1)")} AS x2, y0 + j * dy AS y, y0 + (j + 1) * dy AS y2, n AS color, facet
FROM (SELECT least(floor((x - x0) / dx), 47) AS i, least(floor((y - y0) / dy), 29) AS j, facet, count(*) AS n FROM points, ends GROUP BY ALL), ends
ORDER BY facet, i, j`,
    note: "rows counted in 48 × 30 cells; ink by powers of ten"
  };
}

function dotQuery({scale}: ChartPlan, parts: Parts, rows: number): ChartQuery {
  const sql = `FROM ${points(parts, scale === "log" && !parts.isTime)} WHERE x IS NOT NULL AND y IS NOT NULL`;
  if (rows <= maxDots) return {sql, note: ""};
  return {
    sql: `${sql} USING SAMPLE reservoir(${maxDots} ROWS) REPEATABLE (1)`,
    note: `${maxDots} rows, drawn at random`
  };
}

function lineQuery(parts: Parts, rows: number): ChartQuery {
  const all = `FROM ${points(parts)} WHERE x IS NOT NULL AND y IS NOT NULL`;
  if (rows <= maxPoints) return {sql: `${all} ORDER BY facet, color, x`, note: ""};
  return {
    sql: `WITH points AS (${all}),
ends AS (SELECT min(x) AS low, greatest((max(x) - min(x)) / 300, 1e-12) AS step FROM points)
SELECT low + (bin + 0.5) * step AS x, avg(y) AS y, color, facet
FROM (SELECT least(floor((x - low) / step), 299) AS bin, y, color, facet, low, step FROM points, ends)
GROUP BY bin, color, facet, low, step ORDER BY facet, color, x`,
    note: "the mean of each of 300 steps"
  };
}
