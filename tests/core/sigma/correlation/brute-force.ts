/** An event of a correlation, as the tests draw it. */
export interface DrawnEvent {
  /** Seconds. */
  time: number;
  slots: number[];
  group: string | null;
  value: string | null;
}

/** What the tests ask of a window, without any of the code under test. */
export interface DrawnCorrelation {
  type: string;
  rules: number;
  span: number;
  percentile?: number;
  meets(measure: number): boolean;
}

/**
 * Returns the windows that meet *correlation*, as `group@second=measure`: looks at every group and instant, and collects the
 * window anew each time.
 */
export function bruteForce(events: readonly DrawnEvent[], correlation: DrawnCorrelation): string[] {
  const found: string[] = [];
  const groups = new Set(events.map(({group}) => group).filter((group) => group !== null));
  for (const group of groups) {
    const own = events.filter((event) => event.group === group && event.slots.length > 0);
    for (const until of new Set(own.map(({time}) => time))) {
      const window = own.filter(({time}) => time >= until - correlation.span && time <= until);
      const measure = measureOf(window, until, correlation);
      if (measure !== null && correlation.meets(measure)) found.push(`${group}@${until}=${+measure.toFixed(9)}`); // prettier-ignore
    }
  }
  return found.sort();
}

function measureOf(
  window: DrawnEvent[],
  until: number,
  correlation: DrawnCorrelation
): number | null {
  const values = window.map(({value}) => value).filter((value) => value !== null);
  const numbers = values.filter((value) => /^-?\d+$/.test(value)).map(Number);
  switch (correlation.type) {
    case "event_count":
      return window.length;
    case "value_count":
      return new Set(values.map((value) => value.toLowerCase())).size;
    case "value_sum":
      return numbers.length === 0 ? null : numbers.reduce((a, b) => a + b);
    case "value_avg":
      return numbers.length === 0 ? null : numbers.reduce((a, b) => a + b) / numbers.length;
    case "value_percentile":
      return correlation.percentile === undefined ? shareOf(window, values, until) : percentileOf(numbers, correlation.percentile); // prettier-ignore
    case "temporal":
      return new Set(window.flatMap(({slots}) => slots)).size;
    default:
      return longestSequence(window, correlation.rules);
  }
}

function shareOf(window: DrawnEvent[], values: string[], until: number): number | null {
  const last = window.filter(({time, value}) => time === until && value !== null);
  const same = (wanted: string) => values.filter((value) => value.toLowerCase() === wanted.toLowerCase()); // prettier-ignore
  const shares = last.map(({value}) => (100 * same(value!).length) / values.length);
  return shares.length === 0 ? null : Math.min(...shares);
}

/** By the definition: a share p of the way from the first to the last of the sorted numbers. */
function percentileOf(numbers: number[], p: number): number | null {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = (p / 100) * (sorted.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}

/** Tries every set of rules, the largest first; of each rule in turn, the earliest event after the one before. */
function longestSequence(window: DrawnEvent[], rules: number): number {
  let best = 0;
  for (let set = 1; set < 1 << rules; ++set) {
    let time = -Infinity;
    let length = 0;
    for (let slot = 0; slot < rules; ++slot) {
      if (!(set & (1 << slot))) continue;
      const next = window.filter((event) => event.slots.includes(slot) && event.time > time);
      if (next.length === 0) {
        length = -1;
        break;
      }
      time = Math.min(...next.map((event) => event.time));
      ++length;
    }
    best = Math.max(best, length);
  }
  return best;
}
