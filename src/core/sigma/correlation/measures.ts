import type {Correlation} from "../rule.js";
import type {Member} from "./occurrence.js";

/** What a window is measured by: members come in at its end, and go out at its start, in order of time. */
export interface Measure {
  add(member: Member): void;
  remove(member: Member): void;
  /** Returns the measure of the window that begins at *start*; undefined if there is nothing to measure. */
  read(start: number): number | undefined;
}

/** Returns an empty window of what *correlation* measures. Of the share of a value, that of the last member. */
export function measureOf(correlation: Correlation): Measure {
  switch (correlation.type) {
    case "event_count":
      return new Count();
    case "value_count":
      return new DistinctValues();
    case "value_sum":
    case "value_avg":
      return new Total(correlation.type === "value_avg");
    case "value_percentile":
      return correlation.percentile === undefined
        ? new Share()
        : new Percentile(correlation.percentile);
    case "temporal":
      return new DistinctRules();
    case "temporal_ordered":
      return new OrderedRules(correlation.rules.length);
  }
}

class Count implements Measure {
  private n = 0;

  add(): void {
    ++this.n;
  }

  remove(): void {
    --this.n;
  }

  read(): number {
    return this.n;
  }
}

class DistinctValues implements Measure {
  private readonly counts = new Map<string, number>();

  add({value}: Member): void {
    if (value !== undefined) this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  remove({value}: Member): void {
    if (value === undefined) return;
    const n = this.counts.get(value)! - 1;
    if (n === 0) this.counts.delete(value);
    else this.counts.set(value, n);
  }

  read(): number {
    return this.counts.size;
  }
}

/** Sums and averages are recomputed over the window, so that they do not depend on what went before it. */
class Total implements Measure {
  private readonly numbers: number[] = [];
  private start = 0;
  private readonly average: boolean;

  constructor(average: boolean) {
    this.average = average;
  }

  add({number}: Member): void {
    if (number !== undefined) this.numbers.push(number);
  }

  remove({number}: Member): void {
    if (number !== undefined) ++this.start;
  }

  read(): number | undefined {
    const n = this.numbers.length - this.start;
    if (n === 0) return undefined;
    let sum = 0;
    for (let i = this.start; i < this.numbers.length; ++i) sum += this.numbers[i];
    return this.average ? sum / n : sum;
  }
}

/** Percentiles are interpolated linearly between the values around their place. */
class Percentile implements Measure {
  private readonly sorted: number[] = [];
  private readonly percentile: number;

  constructor(percentile: number) {
    this.percentile = percentile;
  }

  add({number}: Member): void {
    if (number !== undefined) this.sorted.splice(this.placeOf(number), 0, number);
  }

  remove({number}: Member): void {
    if (number !== undefined) this.sorted.splice(this.placeOf(number), 1);
  }

  read(): number | undefined {
    const {sorted} = this;
    if (sorted.length === 0) return undefined;
    const place = (sorted.length - 1) * (this.percentile / 100);
    const below = sorted[Math.floor(place)];
    return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
  }

  private placeOf(number: number): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The share, in percent, that the rarest value of the last instant has among all values of the window. */
class Share implements Measure {
  private readonly counts = new Map<string, number>();
  private n = 0;
  private time = -Infinity;
  private latest: string[] = [];

  add({value, time}: Member): void {
    if (time > this.time) this.latest = [];
    this.time = time;
    if (value === undefined) return;
    ++this.n;
    this.latest.push(value);
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  remove({value}: Member): void {
    if (value === undefined) return;
    --this.n;
    this.counts.set(value, this.counts.get(value)! - 1);
  }

  read(): number | undefined {
    if (this.latest.length === 0) return undefined;
    const rarest = Math.min(...this.latest.map((value) => this.counts.get(value)!));
    return (100 * rarest) / this.n;
  }
}

class DistinctRules implements Measure {
  private readonly last = new Map<number, number>();

  add({slot, time}: Member): void {
    this.last.set(slot, time);
  }

  remove(): void {}

  read(start: number): number {
    return [...this.last.values()].filter((time) => time >= start).length;
  }
}

/**
 * The number of rules of the longest sequence of them, in their order, each later than the one before. It keeps, by
 * length and by the rule that it ends with, the latest instant at which such a sequence begins.
 */
class OrderedRules implements Measure {
  private readonly rules: number;
  private readonly latest: number[][];
  private pending: {slot: number; starts: number[]}[] = [];
  private time = -Infinity;

  constructor(rules: number) {
    this.rules = rules;
    this.latest = Array.from({length: rules + 1}, () => Array<number>(rules).fill(-Infinity));
  }

  add({slot, time}: Member): void {
    if (time > this.time) this.settle();
    this.time = time;
    const starts = [-Infinity, time];
    for (let length = 2; length <= this.rules; ++length)
      starts.push(Math.max(-Infinity, ...this.latest[length - 1].slice(0, slot)));
    this.pending.push({slot, starts});
  }

  remove(): void {}

  read(start: number): number {
    this.settle();
    for (let length = this.rules; length > 0; --length)
      if (this.latest[length].some((begin) => begin >= start)) return length;
    return 0;
  }

  /** Members of one instant do not follow each other. */
  private settle(): void {
    for (const {slot, starts} of this.pending)
      for (let length = 1; length <= this.rules; ++length)
        this.latest[length][slot] = Math.max(this.latest[length][slot], starts[length]);
    this.pending = [];
  }
}
