import {expect, it} from "vitest";
import {figureName, figures, findFigure} from "../../../src/core/pages/figures.js";

it("findFigure(name) finds every figure by its name", () => {
  for (const figure of figures) expect(findFigure(figureName(figure))).toBe(figure);
});

it.each([
  ["index.your-line", "index.your-threshold"],
  ["index.incidents-strangest-first", "index.incidents-most-severe-first"],
  ["alert.the-ordinary-events-most-like-it", "alert.nearest-normal-events"],
  ["models.beside-other-detectors", "evaluation.seen-and-novel-attacks"],
  ["evaluation.attacks-one-by-one", "evaluation.attacks-flow-by-flow"],
  ["models.what-they-see", "models.their-features"]
])("findFigure(%j) still finds the figure that is now %s", (former, current) => {
  expect(figureName(findFigure(former)!)).toBe(current);
});

it("findFigure(name) finds nothing by a name that no figure has", () => {
  expect(findFigure("index.constructor")).toBeUndefined();
  expect(findFigure("constructor")).toBeUndefined();
});
