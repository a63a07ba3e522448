import {expect, it} from "vitest";
import {NotFoundError} from "../../../../pipeline/config/errors.js";
import {difficultyTiers} from "../../../../pipeline/run/study/difficulty-tiers.js";
import type {Stores} from "../../../../pipeline/storage/store.js";
import type {RunEntry} from "../../../../src/core/schema/runs.js";

/** A run of the feed whose evaluation is called after it. */
const run = (name: string, feed: object, evaluation: object = {}, status = "succeeded") =>
  ({
    ...{run: name, status},
    phases: [
      {phase: "ingestion", key: "i", parameters: {synthetic: {flows: 9, days: 2, ...feed}}},
      {phase: "training", key: "t", parameters: {seed: 1}},
      {phase: "evaluation", key: `of-${name}`, parameters: {budgetPerDay: 50, ...evaluation}}
    ]
  }) as unknown as RunEntry;

const scenarios = [{name: "scan", attacks: 4, found: 3, byDetector: {scan: 3}}];
const measures = {budgetPerDay: 5, attacks: 4, found: 3, scenarios};
const stores = {
  eval: {
    async read(key: string) {
      if (key.includes("removed")) throw new NotFoundError(key);
      const page = {measures: key.includes("unlabelled") ? null : measures};
      return new TextEncoder().encode(JSON.stringify(page));
    }
  }
} as unknown as Stores;
const tiersOf = async (shown: string, runs: RunEntry[]) =>
  (await difficultyTiers(shown, runs, stores)).map(({difficulty, run: name}) => [difficulty, name]);

it("difficultyTiers(shown, runs, stores) has the run itself, and the newest of each other difficulty", async () => {
  const runs = [
    run("d", {difficulty: 2}),
    run("c", {difficulty: 0}, {fast: true}),
    run("b", {difficulty: 2}),
    run("a", {difficulty: 0})
  ];
  expect(await tiersOf("b", runs)).toEqual([
    [0, "c"],
    [2, "b"]
  ]);
  const [tier] = await difficultyTiers("b", runs, stores);
  expect(tier).toMatchObject({budgetPerDay: 5, attacks: 4, found: 3, evaluation: "of-c"});
  expect(tier.scenarios).toEqual([{name: "scan", attacks: 4, found: 3}]);
});

it("difficultyTiers(shown, runs, stores) is empty where runs differ in more, or one difficulty is left", async () => {
  const own = run("own", {difficulty: 1});
  expect(await tiersOf("own", [own])).toEqual([]);
  expect(await tiersOf("own", [own, run("longer", {difficulty: 2, days: 9})])).toEqual([]);
  expect(await tiersOf("own", [own, run("other", {difficulty: 2}, {budgetPerDay: 9})])).toEqual([]);
  expect(await tiersOf("own", [own, run("failed", {difficulty: 2}, {}, "failed")])).toEqual([]);
  expect(await tiersOf("own", [own, run("removed", {difficulty: 2})])).toEqual([]);
  expect(await tiersOf("own", [own, run("unlabelled", {difficulty: 2})])).toEqual([]);
  expect(await tiersOf("files", [run("files", {}), own])).toEqual([]);
});
