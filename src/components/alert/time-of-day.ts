/** How many minutes a day has. */
export const minutesOfDay = 1440;

/** Returns the minute of the day in [0, 1440) that a sine and a cosine stand for. */
export function minuteOf(sine: number, cosine: number): number {
  const turn = Math.atan2(sine, cosine) / (2 * Math.PI);
  return Math.round(((turn + 1) % 1) * minutesOfDay) % minutesOfDay;
}

/** Returns how many minutes two times of day are apart, the short way round. */
export function minutesApart(a: number, b: number): number {
  const way = Math.abs(a - b);
  return Math.min(way, minutesOfDay - way);
}

/** Returns a minute of the day as people read it; e.g., `23:05 UTC`. */
export function clockText(minute: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)} UTC`;
}
