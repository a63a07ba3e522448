import {expect, it} from "vitest";
import {clusterLabels, clusterScores} from "../../../src/core/evaluation/cluster-units.js";

const clusters = [0, 1, 0, 2, 1, 2];

it("clusterScores(scores, clusters, count) is the highest score of each cluster", () => {
  expect([...clusterScores([0.1, 0.5, 0.3, -2, 0.4, -1], clusters, 3)]).toEqual([0.3, 0.5, -1]);
  expect(() => clusterScores([0, NaN], [0, 0], 1)).toThrow("invalid score 1: NaN");
});

it("clusterLabels(labels, clusters, count) is an attack if one event is, benign if one is and none an attack", () => {
  expect([...clusterLabels([0, 255, 1, 255, 0, 255], clusters, 3)]).toEqual([1, 0, 255]);
  expect([...clusterLabels([1, 255, 0, 255, 0, 1], clusters, 3)]).toEqual([1, 0, 1]);
});
