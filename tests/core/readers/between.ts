/** Returns *parse* applied to a text that stands between two other characters. */
export function between<T>(parse: (text: string, start: number, end: number) => T) {
  return (text: string): T => parse(`<${text}>`, 1, text.length + 1);
}
