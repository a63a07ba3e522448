import {expect, it} from "vitest";
import {certificateOf} from "../../../../src/core/published/pages/certificate.js";
import type {CertificateRequest} from "../../../../src/core/published/pages/certificate.js";
import type {Tables} from "../../../../src/core/published/tables.js";

const hour = 3_600_000;
const findings = (changes: Partial<CertificateRequest> = {}): CertificateRequest => ({
  ...{first: 0, last: 9 * hour, until: hour * 1000, budgetPerDay: 500, days: 1},
  ...{events: 10_000, rule: {name: "budget"}},
  ...changes
});

/** Answers with *n* events a stretch, whose scores are alike, and *found* more of the highest score in the last. */
function tablesOf(n: number, found: number, attacks = 0): Tables {
  const stretches = [0, 1, 2].flatMap((stretch) =>
    Array.from({length: n / 10}, (_, i) => ({
      ...{stretch, part: 4000 + i, n: 10, benign: 10},
      attacks: stretch === 0 && i === 0 ? attacks : 0
    }))
  );
  const last = {stretch: 2, part: 9000, n: found, attacks: found, benign: 0};
  return {rows: async <Row>() => [...stretches, ...(found > 0 ? [last] : [])] as Row[]};
}

it("certificateOf(tables, findings) certifies what stands out, with its score and labels", async () => {
  const certificate = (await certificateOf(tablesOf(2000, 100), findings()))!;
  expect(certificate.calibration).toEqual({from: hour, to: 3 * hour, events: 2000, attacks: 0});
  expect(certificate.tested).toMatchObject({from: 5 * hour, to: 9 * hour, events: 2100});
  expect(certificate.levels.map(({alpha, certified}) => [alpha, certified])).toEqual([
    [0.05, true],
    [0.1, true],
    [0.2, true]
  ]);
  expect(certificate.levels[0]).toMatchObject({alerts: 100, score: 0.9, attacks: 100, benign: 0});
  expect(certificate.quantiles).toHaveLength(49);
});

it("certificateOf(tables, findings) certifies nothing with a labelled attack in the calibration window", async () => {
  const certificate = await certificateOf(tablesOf(2000, 100, 1), findings());
  expect(certificate?.levels.map(({obstacle}) => obstacle)).toEqual(
    Array(3).fill("attacks-in-calibration")
  );
});

it("certificateOf(tables, findings) says how many rows a small budget takes", async () => {
  const certificate = await certificateOf(tablesOf(2000, 100), findings({budgetPerDay: 3}));
  expect(certificate?.levels.at(-1)).toMatchObject({obstacle: "too-few-rows", rowsNeeded: 16_666});
});

it("certificateOf(tables, findings) tries the share of the rule among the others", async () => {
  const rule = {name: "certified", value: 0.07} as const;
  const certificate = await certificateOf(tablesOf(2000, 100), findings({rule}));
  expect(certificate?.levels.map(({alpha}) => alpha)).toEqual([0.05, 0.07, 0.1, 0.2]);
});

it("certificateOf(tables, findings) is null without a test window", async () => {
  expect(await certificateOf(tablesOf(10, 0), findings({until: 9 * hour * 1000}))).toBeNull();
});
