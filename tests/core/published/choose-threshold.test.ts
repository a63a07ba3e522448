import {expect, it} from "vitest";
import {chooseThreshold} from "../../../src/core/published/choose-threshold.js";
import type {ThresholdRequest} from "../../../src/core/published/choose-threshold.js";
import {certificateWarnings} from "../../../src/core/published/certificate-warnings.js";
import type {Tables} from "../../../src/core/published/tables.js";

const hour = 3_600_000;
const scores = Float64Array.from({length: 20_000}, (_, i) => 0.9 - i / 40_000);
const request = (changes: Partial<ThresholdRequest>): ThresholdRequest => ({
  ...{first: 0, last: 48 * hour, until: 24 * hour * 1000, budgetPerDay: 50, days: 2},
  ...{events: scores.length, rule: {name: "budget"}, scores},
  ...changes
});

/** Answers with the events in the order of their ranks; each is of a source of its own. */
const tables: Tables = {
  rows: async <Row>(sql: string, [limit]: unknown[] = []) =>
    (sql.includes("rank <= ?")
      ? Array.from({length: Math.min(Number(limit), scores.length)}, (_, i) => ({score: scores[i], source: `s${i}`, time: hour})) // prettier-ignore
      : []) as Row[]
};

it.each([
  [{name: "budget"}, 100],
  [{name: "auto"}, 16_001],
  [{name: "quantile", value: 0.99}, 200],
  [{name: "incidents", value: 5}, 10],
  [{name: "incidents", value: 4_500}, 9_000]
] as const)("chooseThreshold(tables, request) by %j has %d alerts", async (rule, alerts) => {
  const chosen = await chooseThreshold(tables, request({rule}));
  expect(chosen.alerts).toBe(alerts);
  expect(scores.filter((score) => score >= chosen.threshold)).toHaveLength(alerts);
  expect(chosen.notCertified).toBeNull();
});

it("chooseThreshold(tables, request) falls back to the alert budget where nothing can be certified, and says so", async () => {
  const chosen = await chooseThreshold(tables, request({rule: {name: "certified", value: 0.1}}));
  expect(chosen.alerts).toBe(100);
  expect(chosen.notCertified).toMatchObject({alpha: 0.1, obstacle: "too-few-rows"});
  const [{code, message}] = certificateWarnings(chosen.notCertified, {budgetPerDay: 50});
  expect(code).toBe("not-certified");
  expect(message).toContain("would need 1,999 events");
});
