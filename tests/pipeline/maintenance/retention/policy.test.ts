import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../../pipeline/config/errors.js";
import {readPolicy, uniformPolicy} from "../../../../pipeline/maintenance/retention/policy.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

async function read(text: string) {
  const path = join(folder, "policy.json");
  await writeFile(path, text);
  return readPolicy(path);
}

it("readPolicy(path) returns what the file says", async () => {
  const policy = {
    raw: {keepDays: 365},
    silver: {keepDays: 30},
    models: {keepRuns: 9},
    eval: {keepRuns: 5, keepDays: 7.5}
  };
  expect(await read(JSON.stringify(policy))).toEqual(policy);
  expect(await read('{"eval": {"keepRuns": 1}}')).toEqual({eval: {keepRuns: 1}});
  expect(await read("{}")).toEqual({});
});

it.each([
  ["", "is no JSON"],
  ["[]", "is no object"],
  ["null", "is no object"],
  ['{"evel": {}}', "unknown field in"],
  ['{"evel": {}}', "did you mean eval?"],
  ['{"eval": {}}', "eval is empty"],
  ['{"eval": 5}', "eval is no object"],
  ['{"eval": {"keepRuns": 0}}', "eval.keepRuns is 0"],
  ['{"eval": {"keepRuns": 1.5}}', "eval.keepRuns is 1.5; it is an integer"],
  ['{"eval": {"keepRuns": "5"}}', 'eval.keepRuns is "5"'],
  ['{"eval": {"keepDays": -1}}', "eval.keepDays is -1"],
  ['{"eval": {"keepDays": null}}', "eval.keepDays is null"],
  ['{"eval": {"days": 3}}', "unknown field in"],
  ['{"__proto__": {"keepRuns": 1}}', "unknown field in"],
  ['{"raw": {"keepDays": 30}}', "has a rule for raw and none for silver"],
  [
    '{"raw": {"keepDays": 3}, "silver": {"keepDays": 3}, "models": {"keepDays": 3}}',
    "none for eval"
  ]
])("readPolicy(path) refuses %j: %s", async (text, message) => {
  const reading = read(text);
  await expect(reading).rejects.toThrow(UsageError);
  await expect(reading).rejects.toThrow(message);
});

it("readPolicy(path) names a file that cannot be read", async () => {
  await expect(readPolicy(join(folder, "none.json"))).rejects.toThrow(
    "none.json; name a JSON file"
  );
});

it("uniformPolicy(rule) has the rule for every layer", () => {
  const rule = {keepRuns: 3};
  expect(uniformPolicy(rule)).toEqual({raw: rule, silver: rule, models: rule, eval: rule});
});
