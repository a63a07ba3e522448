/** Returns a power of ten as one; e.g., 10⁹. */
export function scale(events: number): string {
  const exponent = Math.round(Math.log10(events));
  return `10${[...String(exponent)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}

/** Returns *seconds* in the unit that suits them. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${number(seconds)} s`;
  if (seconds < 7_200) return `${number(seconds / 60)} min`;
  if (seconds < 172_800) return `${number(seconds / 3_600)} h`;
  return `${number(seconds / 86_400)} days`;
}

/** Returns *value* to three digits, as English writes it. */
export function number(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", {maximumFractionDigits: 6});
}
