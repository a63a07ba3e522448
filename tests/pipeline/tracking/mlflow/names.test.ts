import {expect, it} from "vitest";
import {
  cleanName,
  cleanValue,
  metricsAt,
  paramsOf,
  uniqueName
} from "../../../../pipeline/tracking/mlflow/names.js";

it.each([
  ["isolation-forest/test/auroc", "isolation-forest/test/auroc"],
  ["precision@10", "precision_10"],
  ["../../etc/passwd", "etc/passwd"],
  ["/a//./b/", "a/b"],
  ["mañana", "ma_ana"],
  ["a\nb\u0000", "a_b_"],
  ["", "_"],
  ["..", "_"]
])("cleanName(%j) is %j", (text, name) => {
  expect(cleanName(text)).toBe(name);
});

it("cleanName(text) is never longer than MLflow takes", () => {
  expect(cleanName("é/".repeat(1_000)).length).toBeLessThanOrEqual(250);
  expect(cleanName("é/".repeat(1_000))).not.toMatch(/\/$/);
});

it("uniqueName(name, taken) counts names that are the same once they are clean", () => {
  const taken = new Set<string>();
  expect(["a@b", "a#b", "a_b", "c"].map((name) => uniqueName(name, taken))).toEqual([
    "a_b",
    "a_b_2",
    "a_b_3",
    "c"
  ]);
  const long = "x".repeat(400);
  const two = [uniqueName(long, taken), uniqueName(long, taken)];
  expect(new Set(two).size).toBe(2);
  for (const name of two) expect(name.length).toBeLessThanOrEqual(250);
});

it("cleanValue(text) cuts what is too long, and says so", () => {
  expect(cleanValue("x".repeat(500))).toBe("x".repeat(500));
  expect(cleanValue("x".repeat(501))).toBe(`${"x".repeat(499)}…`);
});

it("paramsOf(parameters) flattens what is nested", () => {
  const input = {kind: "files", patterns: ["a b.log", "c.log"]};
  expect(paramsOf({input, trees: 100, withModel: null})).toEqual([
    {key: "input.kind", value: "files"},
    {key: "input.patterns", value: "a b.log c.log"},
    {key: "trees", value: "100"},
    {key: "withModel", value: "null"}
  ]);
});

it("metricsAt(metrics, at) leaves out what is not defined", () => {
  const names = {model: "forest", window: "test"};
  const metrics = [
    {...names, name: "ap", value: 0},
    {...names, name: "auroc", value: null}
  ];
  expect(metricsAt(metrics, new Date(7))).toEqual([
    {key: "forest/test/ap", value: 0, timestamp: 7, step: 0}
  ]);
});
