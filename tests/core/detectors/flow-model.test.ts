import {expect, it} from "vitest";
import {findDetector} from "../../../src/core/detectors/registry.js";
import {flowModels, flowScorer, scaleOf} from "../../../src/core/detectors/flow-model.js";
import {detectorToJson, parseDetector} from "../../../src/core/detectors/serialize.js";
import {seeded} from "../../../src/core/forest/random.js";

const random = seeded(7);
const matrix = {rows: 300, columns: 3, values: Float32Array.from({length: 900}, random)};
const far = {rows: 2, columns: 3, values: Float32Array.from([0.5, 0.5, 0.5, 1e30, -1e30, 1e30])};
const instant = "2026-01-01T00:00:00.000000Z";
const training = {silver: "0".repeat(64), from: instant, until: instant, windowRows: 300, rows: 300}; // prettier-ignore

it.each(flowModels.slice(1))(
  "flowScorer(%s) keeps the order in (0, 1), puts half of training at 0.5, and survives its file",
  (name) => {
    const fitted = findDetector(name)!.fit(matrix, {seed: 1});
    const raw = fitted.score(matrix);
    const scale = scaleOf(fitted, raw);
    const scores = flowScorer(fitted, scale)(matrix);
    for (const score of [...scores, ...flowScorer(fitted, scale)(far)]) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThan(1);
    }
    const order = (values: Float64Array) => [...values.keys()].sort((a, b) => raw[a] - raw[b] || values[a] - values[b]); // prettier-ignore
    const sorted = order(scores).map((i) => scores[i]);
    expect(sorted).toEqual([...scores].sort((a, b) => a - b));
    if (scale !== null) expect(scores.filter((score) => score >= 0.5)).toHaveLength(150);
    const text = detectorToJson(fitted, {features: ["a", "b", "c"], training});
    const again = flowScorer(parseDetector(text).fitted, scale)(matrix);
    expect(again).toEqual(scores);
    const [near, away] = flowScorer(fitted, scale)(far);
    expect(away).toBeGreaterThan(near);
  }
);
