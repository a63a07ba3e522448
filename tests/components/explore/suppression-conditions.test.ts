import {expect, it} from "vitest";
import type {Dimension} from "../../../src/components/explore/dimensions.js";
import {
  expressionOf,
  offeredConditions
} from "../../../src/components/explore/suppression-conditions.js";
import {parseCondition} from "../../../src/core/suppressions/condition.js";
import {suppressionSql} from "../../../src/core/suppressions/suppression.js";

const duration: Dimension = {
  name: "duration",
  column: "duration",
  label: "duration",
  kind: "seconds",
  bins: 4,
  edge: (i) => [0, 1, 10, 60, 3600][i],
  counts: [1, 1, 1, 1]
};

it("expressionOf(condition) has values as escaped literals, in one pair of brackets", () => {
  const where = [
    parseCondition({field: "service", equals: "o'hara?"}),
    parseCondition({field: "dst_port", from: 1, to: 2})
  ];
  const text = String(expressionOf(suppressionSql([{where}, {where}])));
  const rule = `(coalesce(service IN ('o''hara?'), false) AND coalesce(dst_port >= 1 AND dst_port <= 2, false))`;
  expect(text).toBe(`(${rule} OR ${rule})`);
});

it("offeredConditions(parameters, dimensions) takes over what conditions can say of filters", () => {
  const parameters = new URLSearchParams(
    "service=dns&service=∅&port=53&threshold=0.6&entity=10.0.0.1"
  );
  const offers = offeredConditions(parameters, [duration]);
  expect(offers).toEqual([
    {condition: {field: "src", equals: "10.0.0.1"}, chosen: true},
    {condition: {field: "dst", equals: "10.0.0.1"}, chosen: false},
    {condition: {field: "service", in: ["dns", null]}, chosen: true},
    {condition: {field: "dst_port", in: [53]}, chosen: true}
  ]);
  for (const {condition} of offers) expect(parseCondition(condition)).toEqual(condition);
  expect(offeredConditions(new URLSearchParams("entity=10.0."), [duration])).toEqual([]); // a piece is no address
});
