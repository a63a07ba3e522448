/**
 * The parts of a beacon's score as activecm/rita v5 defines them, as SQL over a list of quartiles *q* (25 %, 50 %,
 * 75 %) and a median absolute deviation. Only additions, products and quotients: the same bits in every DuckDB.
 */

/** Returns the SQL of the quartiles of *column*. */
export function quartilesSql(column: string): string {
  return `quantile_cont(${column}, [0.25, 0.5, 0.75])`;
}

/** Returns 1 − |(Q1 + Q3 − 2 Q2) / (Q3 − Q1)|; 1 where the quartiles are within *least* or one equals the median. */
export function skewSql(q: string, least: number): string {
  return `(1 - abs(CASE WHEN ${q}[3] - ${q}[1] < ${Math.max(least, 1e-9)} OR ${q}[2] = ${q}[1] OR ${q}[2] = ${q}[3] THEN 0
    ELSE (${q}[1] + ${q}[3] - 2 * ${q}[2]) / (${q}[3] - ${q}[1]) END))`;
}

/** Returns max(0, (median − MAD) / median); 1 where the median is 0. */
export function dispersionSql(q: string, deviation: string): string {
  return `CASE WHEN ${q}[2] > 0 THEN greatest(0, (${q}[2] - ${deviation}) / ${q}[2]) ELSE 1 END`;
}
