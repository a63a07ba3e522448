/** How much of a text of the log is published, in characters. */
const maxTextLength = 80;

/** Returns the SQL of a text column as it is published: truncated. */
export function textSql(column: string): string {
  return `left(CAST(${column} AS VARCHAR), ${maxTextLength})`;
}

/** Returns *text* as it is published: truncated. */
export function truncateText(text: string): string {
  return [...text].slice(0, maxTextLength).join("");
}
