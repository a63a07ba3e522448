import {expect, it} from "vitest";
import {changeBetween, changeText} from "../../../src/components/threshold/alert-changes.js";
import {
  countsAtThreshold,
  alertsByDay,
  thresholdForDailyBudget,
  maxPerDay,
  valueAt
} from "../../../src/components/threshold/threshold-counts.js";
import {thresholdHtml} from "../../../src/components/threshold/threshold-noscript.js";
import {seedsOf} from "../../../src/components/threshold/seed-bands.js";
import {formatPerDay} from "../../../src/components/kit/format.js";
import {
  thresholdRemark,
  thresholdSentence
} from "../../../src/components/threshold/threshold-sentence.js";
import {
  ownBaseRate,
  readThresholdState,
  thresholdUrl
} from "../../../src/components/threshold/threshold-state.js";
import {thresholdWith} from "./threshold-fixture.js";

const page = thresholdWith();
const text = (parts: {text: string}[]) => parts.map((part) => part.text).join("");

it("countsAtThreshold(page, threshold) counts alerts, attacks and benign events at or above the threshold", () => {
  expect(countsAtThreshold(page, 0.7)).toEqual({
    threshold: 0.7,
    alerts: 4,
    more: false,
    perDay: 2,
    attacks: 2,
    benign: 1
  });
  expect(countsAtThreshold(page, 0.70001)).toMatchObject({alerts: 4}); // rounded down as the scores are
  expect(countsAtThreshold(page, 0.7001)).toMatchObject({alerts: 2, attacks: 1, benign: 1});
  expect(countsAtThreshold(page, 0.9)).toMatchObject({alerts: 0, perDay: 0});
  const truncated = thresholdWith({events: 5000});
  expect(countsAtThreshold(truncated, 0.1)).toMatchObject({alerts: 10, more: true});
});

it("thresholdForDailyBudget(page, perDay) keeps equal scores together, within the budget, above the floor", () => {
  expect(thresholdForDailyBudget(page, 1)).toBe(0.75);
  expect(thresholdForDailyBudget(page, 1.5)).toBe(0.75); // three would separate the two at 0.7
  expect(thresholdForDailyBudget(page, 2)).toBe(0.7);
  expect(thresholdForDailyBudget(page, 99)).toBe(0.5);
  expect(maxPerDay(page)).toBe(5);
});

it("alertsByDay(page, alerts) puts each alert into its UTC day", () => {
  expect(alertsByDay(page, 4)).toEqual([1, 2, 1]);
  expect(alertsByDay(page, 0)).toEqual([0, 0, 0]);
});

it("valueAt(budgets, curve, budget) lies between its neighbours by the logarithm", () => {
  expect(valueAt([1, 10, 100], [0, 0.5, 1], 10)).toBe(0.5);
  expect(valueAt([1, 10, 100], [0, 0.5, 1], Math.sqrt(10))).toBeCloseTo(0.25, 12);
  expect(valueAt([1, 10, 100], [0, 0.5, 1], 1e6)).toBe(1);
  expect(valueAt([1, 10, 100], [0, 0.5, 1], 0.1)).toBe(0);
  expect(valueAt([1, 10], [null, 0.5], 3)).toBe(0.5);
  expect(valueAt([], [], 3)).toBeNull();
});

it("thresholdSentence(page, above) has the alerts a day, the threshold and the attacks, with denominators", () => {
  expect(text(thresholdSentence(page, countsAtThreshold(page, 0.7)))).toBe(
    "At 2 alerts a day, the threshold is 0.700: 4 of 10 events, which hold 2 of 3 attacks (67 %)."
  );
  expect(thresholdRemark(page, countsAtThreshold(page, 0.7))).toBe(
    "Of 3 alerts with a label, 2 are attacks: precision 67 % (base rate 33 %), over all events."
  );
  const plain = thresholdWith({labelled: 0, attacks: 0});
  expect(text(thresholdSentence(plain, countsAtThreshold(plain, 0.8)))).toBe(
    "At 0.5 alerts a day, the threshold is 0.800: 1 of 10 events. How many are attacks is unknown: no event has a label."
  );
  expect([formatPerDay(0), formatPerDay(1.26), formatPerDay(49.97)]).toEqual(["0", "1.3", "50"]);
});

it("readThresholdState(page, search) takes the threshold, the budget, the base rate and the pin", () => {
  const own = {threshold: 0.7, budget: 2, baseRate: 0.4, pin: 0.7};
  expect(ownBaseRate(page)).toBe(0.4);
  expect(readThresholdState(page, "")).toEqual(own);
  expect(readThresholdState(page, "?threshold=0.6&base=0.01&pin=0.8")).toEqual({
    threshold: 0.6,
    budget: null,
    baseRate: 0.01,
    pin: 0.8
  });
  expect(readThresholdState(page, "?budget=1")).toMatchObject({threshold: 0.75, budget: 1});
  expect(readThresholdState(page, "?threshold=0.75&budget=1")).toMatchObject({
    threshold: 0.75,
    budget: 1
  });
  expect(readThresholdState(page, "?threshold=x&base=2&pin=-1&budget=NaN")).toEqual(own);
});

it("thresholdUrl(page, state) omits what is as the run has it, and is read back", () => {
  const own = readThresholdState(page, "");
  expect(thresholdUrl(page, own)).toEqual({threshold: null, budget: null, base: null, pin: null});
  const state = {threshold: 0.75, budget: 1, baseRate: 0.01, pin: 0.8};
  const params = new URLSearchParams(
    Object.entries(thresholdUrl(page, state)).map(([name, value]) => [name, String(value)])
  );
  expect(readThresholdState(page, `?${params}`)).toEqual(state);
});

it("changeBetween(page, above, pinned) is gained when N rises and lost when it falls", () => {
  const [high, own, low] = [0.75, 0.7, 0.5].map((threshold) => countsAtThreshold(page, threshold));
  expect(changeBetween(page, low, own)).toEqual({from: 4, to: 8, gained: 4, lost: 0, attacks: 1});
  expect(changeBetween(page, high, own)).toEqual({from: 2, to: 4, gained: 0, lost: 2, attacks: 1});
  expect(changeBetween(page, own, own)).toEqual({from: 4, to: 4, gained: 0, lost: 0, attacks: 0});
  expect(changeText(page, changeBetween(page, low, own), own)).toBe(
    "4 alerts, 1 of them an attack, gained against the run’s own threshold, 0.700 with 4 alerts."
  );
  expect(changeText(page, changeBetween(page, own, high), high)).toContain(
    "gained against the pinned threshold, 0.750 with 2 alerts"
  );
});

it("seedsOf(curves, page) gives recall, precision and agreement by alerts a day, with the band of the others", () => {
  const seeds = seedsOf(page.curves!, page);
  expect(seeds.perDay).toEqual([1, 2, 5]); // one of five drawn events is one of five a day
  expect(seeds.recall?.own).toEqual([0.5, 0.5, 1]);
  expect(seeds.recall?.band).toEqual({low: [0, 0.5, 1], high: [0.5, 1, 1]});
  expect(seeds.steady.own).toEqual([0, 0.5, 1]);
  expect(seeds.steady.band).toEqual({low: [0, 0.5, 1], high: [1, 1, 1]});
  const precision = seeds.precisionAt(0.4)!; // the drawn events’ own rate: plain precision
  [1, 0.5, 0.4].forEach((share, i) => expect(precision.own[i]).toBeCloseTo(share, 12));
  const none = seedsOf({...page.curves!, attacks: 0}, page);
  expect([none.recall, none.precisionAt(0.4)]).toEqual([null, null]);
});

it("thresholdHtml(page) has threshold and attacks of some budgets without a script", () => {
  const html = thresholdHtml(page);
  expect(html).toContain(
    "<td>2</td><td>0.700</td><td>4</td><td>2 of 3</td><td>67 % (base rate 33 %)</td>"
  );
  expect(html).toContain(
    "<td>1</td><td>0.750</td><td>2</td><td>1 of 3</td><td>50 % (base rate 33 %)</td>"
  );
});
