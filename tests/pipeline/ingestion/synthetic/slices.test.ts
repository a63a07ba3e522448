import {expect, it} from "vitest";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {readSettings} from "../../../../pipeline/ingestion/synthetic/options.js";
import {slicesOf} from "../../../../pipeline/ingestion/synthetic/slices.js";

const hour = 3600e6;
const none = new Float64Array(24);

it("slicesOf(rates, flows, planned, settings) adds up to the flows, in proportion to the rates", () => {
  const settings = readSettings({days: 1});
  const rates = Float64Array.from({length: 24}, (_, h) => 1 + h / 7);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  for (const flows of [0, 1, 997, 1_000_003]) {
    const byHour = new Float64Array(24);
    for (const slice of slicesOf(rates, flows, none, settings)) byHour[slice.hour] += slice.flows;
    expect(byHour.reduce((sum, n) => sum + n, 0)).toBe(flows);
    for (let h = 0; h < 24; ++h) {
      expect(Math.abs(byHour[h] - (flows * rates[h]) / total)).toBeLessThanOrEqual(1.001);
    }
  }
});

it("slicesOf(rates, flows, planned, settings) cuts an hour of many planned flows small too", () => {
  const planned = none.with(3, 100_000);
  const slices = [...slicesOf(none.with(3, 1), 10, planned, readSettings({days: 1}))];
  expect(slices.filter(({hour}) => hour === 3).length).toBe(13);
  expect(slices.filter(({hour}) => hour !== 3).length).toBe(23);
});

it("slicesOf(rates, flows, planned, settings) leaves no gap and keeps every slice small", () => {
  const settings = readSettings({days: 1});
  let next = settings.from;
  let index = 0;
  for (const slice of slicesOf(new Float64Array(24).fill(1), 1e8, none, settings)) {
    expect(slice.from).toBe(next);
    expect(slice.index).toBe(index++);
    expect(slice.flows).toBeLessThanOrEqual(8192);
    next = slice.until;
  }
  expect(next).toBe(settings.from + 24 * hour);
});

// A chunk holds the lines of one slice at most, beyond the first 64 kB; that slices do not grow with
// the feed is tested above. Here the chunks themselves are measured, of feeds a hundredfold apart.
it("syntheticFeed({flows}) yields chunks of 10 million flows in a day no larger than 4 MB", () => {
  const largest = (flows: number, days: number) => {
    let most = 0;
    let chunks = 0;
    for (const bytes of syntheticFeed({flows, days})) {
      most = Math.max(most, bytes.length);
      if (++chunks === 6) break;
    }
    return most;
  };
  expect(largest(100_000, 1)).toBeLessThan(4e6);
  expect(largest(10_000_000, 1)).toBeLessThan(4e6);
});
