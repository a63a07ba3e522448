import {expect, it} from "vitest";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {readSettings} from "../../../../pipeline/ingestion/synthetic/options.js";
import {slicesOf} from "../../../../pipeline/ingestion/synthetic/slices.js";

const hour = 3600e6;

it("slicesOf(rates, flows, settings) adds up to the flows, in proportion to the rates", () => {
  const settings = readSettings({days: 1});
  const rates = Float64Array.from({length: 24}, (_, h) => 1 + h / 7);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  for (const flows of [0, 1, 997, 1_000_003]) {
    const byHour = new Float64Array(24);
    for (const slice of slicesOf(rates, flows, settings)) byHour[slice.hour] += slice.flows;
    expect(byHour.reduce((sum, n) => sum + n, 0)).toBe(flows);
    for (let h = 0; h < 24; ++h) {
      expect(Math.abs(byHour[h] - (flows * rates[h]) / total)).toBeLessThanOrEqual(1.001);
    }
  }
});

it("slicesOf(rates, flows, settings) leaves no gap and keeps every slice small", () => {
  const settings = readSettings({days: 1});
  let next = settings.from;
  let index = 0;
  for (const slice of slicesOf(new Float64Array(24).fill(1), 100_000_000, settings)) {
    expect(slice.from).toBe(next);
    expect(slice.index).toBe(index++);
    expect(slice.flows).toBeLessThanOrEqual(8192);
    next = slice.until;
  }
  expect(next).toBe(settings.from + 24 * hour);
});

// A chunk holds the lines of one slice at most, beyond the first 64 kB; that slices do not grow with
// the feed is tested above. Here the chunks themselves are measured, of feeds a thousandfold apart.
it("syntheticFeed({flows}) yields chunks of 100 million flows no larger than 4 MB", () => {
  const largest = (flows: number) => {
    let most = 0;
    let chunks = 0;
    for (const bytes of syntheticFeed({flows, days: 1})) {
      most = Math.max(most, bytes.length);
      if (++chunks === 6) break;
    }
    return most;
  };
  expect(largest(100_000)).toBeLessThan(4e6);
  expect(largest(100_000_000)).toBeLessThan(4e6);
});
