import {expect, it} from "vitest";
import {detectorNames} from "../../../src/core/detectors/detector.js";
import {detectors, findDetector, restoreDetector} from "../../../src/core/detectors/registry.js";
import {ModelError} from "../../../src/core/forest/check.js";

it("findDetector(name) finds each detector of the core under its own name", () => {
  for (const [name, detector] of Object.entries(detectors)) {
    expect(findDetector(name)).toBe(detector);
    expect(detector.name).toBe(name);
    expect(detectorNames).toContain(name);
  }
});

it("findDetector(name) finds nothing under a name that every object has", () => {
  for (const name of ["", "toString", "__proto__", "constructor", "LOF"]) {
    expect(findDetector(name)).toBeUndefined();
  }
});

it("restoreDetector(name, …) refuses a name that is no detector’s", () => {
  const restore = () => restoreDetector("constructor", {numbers: {}, arrays: {}}, {}, 3);
  expect(restore).toThrow(ModelError);
  expect(restore).toThrow('name, not of a detector, is "constructor"');
});
