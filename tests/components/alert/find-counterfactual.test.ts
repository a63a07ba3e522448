import {expect, it} from "vitest";
import {findChange} from "../../../src/components/alert/find-counterfactual.js";
import {rescore} from "../../../src/components/alert/rescore.js";
import {modelFeatures} from "../../../src/core/features/list.js";
import type {Forest} from "../../../src/core/forest/types.js";
import type {ModelFile} from "../../../src/core/schema/models.js";

const named = (name: string) => modelFeatures.find((feature) => feature.name === name)!;

/** A forest of one tree: rows that go left twice end at depth 4, the others at depth 1. */
function forestOf(columns: number, splits: [number, number][]): Forest {
  return {
    roots: Uint32Array.of(0),
    feature: Int16Array.of(splits[0][0], splits[1][0], -1, -1, -1),
    threshold: Float32Array.of(splits[0][1], splits[1][1], 0, 0, 0),
    left: Uint32Array.of(1, 3, 0, 0, 0),
    pathLength: Float64Array.of(2, 3, 1, 4, 1),
    size: Uint32Array.of(4, 3, 1, 2, 1),
    normalizer: 2,
    columns
  };
}

function modelOf(names: string[], splits: [number, number][]) {
  const values = names.map(() => [-10, 0, 20]);
  const file = {features: names, profile: {quantiles: [0, 0.5, 1], values}} as unknown as ModelFile;
  return {file, forest: forestOf(names.length, splits)};
}

const bytesAndPorts = modelOf(
  ["log_orig_bytes", "log_src_distinct_ports_5m"],
  [
    [0, Math.log1p(10_300)],
    [1, Math.log1p(8)]
  ]
);

it("findChange(model, again, threshold) says one feature in the words and the numbers of people", () => {
  const event = {log_orig_bytes: Math.log1p(18.4e6), log_src_distinct_ports_5m: 0};
  const change = findChange(bytesAndPorts, rescore(bytesAndPorts, event, 0), 0.5);
  const {label} = named("log_orig_bytes");
  expect(change).toEqual({parts: [{label, from: "18.4 MB", to: "10.0 kB"}], score: 0.25}); // 2^(−4/2)
});

it("findChange(model, again, threshold) says two features if none suffices alone", () => {
  const event = {log_orig_bytes: Math.log1p(18.4e6), log_src_distinct_ports_5m: Math.log1p(60)};
  const change = findChange(bytesAndPorts, rescore(bytesAndPorts, event, 0), 0.5);
  expect(change?.parts.map(({to}) => to)).toEqual(["10.0 kB", "7 ports"]);
  expect(change?.score).toBe(0.25);
  expect(findChange(bytesAndPorts, rescore(bytesAndPorts, event, 0), 0.2)).toBeNull();
});

it("findChange(model, again, threshold) moves the sine and the cosine of the hour together", () => {
  const byHour = modelOf(
    ["hour_sin", "hour_cos"],
    [
      [0, 0.5],
      [1, -0.5]
    ]
  );
  const at = (hour: number) => (2 * Math.PI * hour) / 24;
  const event = {hour_sin: Math.sin(at(6)), hour_cos: Math.cos(at(6))};
  const change = findChange(byHour, rescore(byHour, event, 0), 0.5);
  const [{label, from, to}] = change!.parts;
  expect([label, from]).toEqual(["time of day", "06:00 UTC"]);
  expect(to).toBe("10:01 UTC"); // sin < 0.5 from 10:00 on; there the cosine is below −0.5 as well
  expect(change!.score).toBe(0.25);
});
