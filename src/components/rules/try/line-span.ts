/** Returns where line *line* of *text* begins and ends, from 1; of one beyond the last, the last. */
export function lineSpan(text: string, line: number): {start: number; end: number} {
  let start = 0;
  for (let i = 1; i < line; ++i) {
    const next = text.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return {start, end: end < 0 ? text.length : end};
}
