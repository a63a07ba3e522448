import {expect, it} from "vitest";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import {furtherSeeds, parseSample, sampleToJson} from "../../../src/core/forest/sample-file.js";
import type {TrainingSample} from "../../../src/core/forest/sample-file.js";

function sample(): TrainingSample {
  const random = seeded(3);
  const values = Float32Array.from({length: 40}, (_, i) => (i === 7 ? NaN : random()));
  const matrix = {rows: 20, columns: 2, values};
  return {features: ["a", "b"], matrix, trees: 5, sampleSize: 16, seeds: furtherSeeds(42, 3)};
}

it("furtherSeeds(seed, count) are the numbers that follow", () => {
  expect(furtherSeeds(42)).toEqual([43, 44, 45, 46, 47, 48, 49, 50, 51, 52]);
});

it("parseSample(sampleToJson(sample)) gives back every value, NaN too, and the same forests", () => {
  const {matrix, ...head} = sample();
  const {matrix: read, ...readHead} = parseSample(sampleToJson({matrix, ...head}));
  expect(readHead).toEqual(head);
  expect(read).toEqual(matrix);
  const options = {trees: 5, sampleSize: 16, seed: 43};
  expect(growForest(read, options)).toEqual(growForest(matrix, options));
});

it("parseSample(text) refuses what is not exactly this", () => {
  const whole = JSON.parse(sampleToJson(sample()));
  const cases: [object, string][] = [
    [{format: "atalaya-sample/2"}, "format"],
    [{rows: 21}, "the number of values"],
    [{rows: 1e9}, "rows"],
    [{columns: 0}, "columns"],
    [{features: ["a"]}, "features"],
    [{values: "%%"}, "values, not base64"],
    [{sampleSize: 21}, "sampleSize"],
    [{trees: 0.5}, "trees"],
    [{seeds: [-1]}, "seeds[0]"],
    [{seeds: new Array(101).fill(1)}, "seeds"],
    [{more: 1}, "an unknown field of the sample"]
  ];
  for (const [change, message] of cases) {
    expect(() => parseSample(JSON.stringify({...whole, ...change}))).toThrow(message);
  }
  expect(() => parseSample("{")).toThrow("not JSON");
});
