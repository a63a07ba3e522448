/** The bits of a number: JavaScript writes numbers of more digits with others than they have. */
export const wordLength = 50;

/** Returns a number whose bits say which of *conditions* hold, at most `wordLength`. */
export function maskSql(conditions: readonly string[]): string {
  const bits = conditions.map((condition, i) => `CASE WHEN ${condition} THEN CAST(${2 ** i} AS BIGINT) ELSE 0 END`); // prettier-ignore
  return `(${bits.join(" + ")})`;
}

/** Returns the condition that the bit *place* of *word* is set; null if *word* is. */
export function bitSql(word: string, place: number): string {
  return `(${word} & ${2 ** place}) <> 0`;
}

/** Returns *items* in lists of *length*. */
export function chunks<T>(items: readonly T[], length: number): T[][] {
  const count = Math.ceil(items.length / length);
  return Array.from({length: count}, (_, i) => items.slice(i * length, (i + 1) * length));
}
