import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {ModelComparison} from "../../../pipeline/promotion/compare-models.js";
import {decidePromotion} from "../../../pipeline/promotion/decide.js";
import {readPromotionPolicy} from "../../../pipeline/promotion/policy.js";
import type {PromotionPolicy} from "../../../pipeline/promotion/policy.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";

const policy: PromotionPolicy = {
  format: "atalaya-promotion-policy/1",
  metric: "ap",
  against: "labels",
  minDifference: 0.02,
  lowerBoundAbove: true,
  minAttacks: 30,
  maxAgeDays: 14,
  dryRun: false
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-"));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function read(text: string) {
  const path = join(folder, "policy.yaml");
  await writeFile(path, text);
  return readPromotionPolicy(path);
}

const rejected = (change: object) =>
  expect(read(JSON.stringify({...policy, ...change}, null, 1))).rejects;

it("readPromotionPolicy(path) reads the example of the documentation, YAML, and the same in JSON, with the digest of the file", async () => {
  const docs = await readFile(new URL("../../../docs/19-training.md", import.meta.url), "utf8");
  const yaml = /```yaml\n([^]*?)```/.exec(docs)![1];
  expect(await read(yaml)).toEqual({policy, sha256: sha256(yaml)});
  expect((await read(JSON.stringify(policy))).policy).toEqual(policy);
});

it("readPromotionPolicy(path) names file, line, field and remedy of what is no policy", async () => {
  await rejected({metric: "f1"}).toThrow(/policy\.yaml:3: metric is "f1"; it is one of ap, auroc/);
  await rejected({minDiference: 0}).toThrow(/policy\.yaml:10: unknown field: minDiference; did you mean minDifference\?/); // prettier-ignore
  await rejected({maxAgeDays: undefined}).toThrow("missing field: maxAgeDays; it is a number from 0 to 36500"); // prettier-ignore
  await rejected({minDifference: -0.1}).toThrow(
    "minDifference is -0.1; it is a number from 0 to 1"
  );
  await rejected({minAttacks: 1.5}).toThrow("minAttacks is 1.5; it is an integer");
  await rejected({dryRun: "no"}).toThrow('dryRun is "no"; it is true or false');
  await rejected({minVerdicts: 3}).toThrow(
    "minVerdicts is not of a policy against labels; omit it"
  );
  await rejected({against: "verdicts"}).toThrow("minAttacks is not of a policy against verdicts");
  await expect(read("[1, 2]")).rejects.toThrow("is no mapping of fields");
  await expect(read("metric: ap\n---\nmetric: ap\n")).rejects.toThrow("has 2 documents");
  await expect(read("metric: [ap")).rejects.toThrow(/invalid policy: .*policy\.yaml:\d+:\d+/);
});

function comparison(low: number, difference = 0.03, attacks = 30, ageDays = 14): ModelComparison {
  const measure = {name: "ap" as const, champion: 0.3, challenger: 0.3 + difference, difference};
  const measures = [{...measure, interval: {low, high: 0.2}}];
  return {
    labels: {positive: attacks, negative: 500, measures},
    verdicts: null,
    challenger: {ageDays}
  } as unknown as ModelComparison;
}

it("decidePromotion(policy, comparison) accepts only if all of it holds, and gives each reason", () => {
  expect(decidePromotion(policy, comparison(0.021))).toEqual({accepted: true, reasons: []});
  const reasons = (compared: ModelComparison | null, changes: Partial<PromotionPolicy> = {}) =>
    decidePromotion({...policy, ...changes}, compared).reasons;
  expect(reasons(comparison(0.02))).toEqual(["the lower bound of its interval, 0.0200, is not above 0.02"]); // prettier-ignore
  expect(reasons(comparison(-0.1), {lowerBoundAbove: false})).toEqual([]);
  expect(reasons(comparison(0.01, 0.019, 29, 14.1))).toHaveLength(4);
  expect(reasons(null)).toEqual(["there is no champion to compare with"]);
  expect(reasons(comparison(0.1), {metric: "auroc"})).toEqual(["auroc is not defined against labels"]); // prettier-ignore
  const verdicts = {against: "verdicts", minAttacks: undefined, minVerdicts: 5} as const;
  expect(reasons(comparison(0.1), verdicts)).toEqual([
    "ap is not defined against verdicts",
    "0 verdicts are fewer than 5"
  ]);
});
