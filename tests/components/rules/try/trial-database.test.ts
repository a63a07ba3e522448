import {expect, it} from "vitest";
import {binWidth, trialDatabase} from "../../../../src/components/rules/try/trial-database.js";
import type {PublishedDatabase} from "../../../../src/components/database/client.js";
import {planTrial} from "../../../../src/core/sigma/trial/plan-trial.js";

const [rule] = planTrial("title: t\nlogsource: {category: dns}\ndetection: {s: {query: a}, condition: s}").rules; // prettier-ignore

/** A database that answers *answer* to each query of a rule, and writes down what it is asked. */
function testDatabase(answer: (sql: string) => Promise<object[]>) {
  const asked: string[] = [];
  let ended = 0;
  const query = async (sql: string) => {
    asked.push(sql);
    if (sql.includes("FROM facts")) return [{threshold: 0.5, max: 1, first: 0, last: 1}];
    return /^(USE|SET)/.test(sql) ? [] : answer(sql);
  };
  const db = {terminate: async () => void ++ended};
  const database = {db, connection: {query}, query} as unknown as PublishedDatabase;
  return {open: async () => database, asked, ended: () => ended};
}

it("trialDatabase(open) lets nothing but the published tables be read, before it runs a rule", async () => {
  const {open, asked} = testDatabase(async () => []);
  await trialDatabase(open);
  const settings = asked.filter((sql) => /^(USE|SET)/.test(sql));
  expect(settings).toContain("SET enable_external_access = false");
  expect(settings.at(-1)).toBe("SET lock_configuration = true");
});

it("trialDatabase(open).run(rule) ends the database of a rule that runs too long, and says so", async () => {
  const {open, ended} = testDatabase((sql) =>
    sql.includes("duckdb_tables") ? Promise.resolve([{name: "dns"}]) : new Promise(() => {})
  );
  const database = await trialDatabase(open, 20);
  await expect(database.run(rule, 0, 0.5)).rejects.toThrow("cancelled: more than 0.02 s");
  expect([database.isEnded(), ended()]).toEqual([true, 1]);
  await expect(database.run(rule, 0, 0.5)).rejects.toThrow("cancelled");
});

it("trialDatabase(open).run(rule) says which table the site was published without", async () => {
  const {open} = testDatabase(async () => [{name: "events"}]);
  const database = await trialDatabase(open);
  await expect(database.run(rule, 0, 0.5)).rejects.toThrow("missing table: dns");
});

it("binWidth(first, last) makes at most 120 bins of a log of up to four months", () => {
  for (const days of [0.01, 1, 3, 14, 100])
    expect((days * 86_400_000) / binWidth(0, days * 86_400_000)).toBeLessThanOrEqual(120);
});
