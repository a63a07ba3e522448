import {expect, it} from "vitest";
import {labelPlaces} from "../../../src/components/evaluation/label-places.js";

const frame = {left: 40, right: 340, top: 20, bottom: 220};

it("labelPlaces(lines, frame) places names inside of the frame, beside their line, and on no other name", () => {
  const lines = [
    {name: "Extended Isolation Forest", points: [[40, 40], [340, 60]]},
    {name: "One-Class SVM", points: [[40, 42], [340, 64]]},
    {name: "Isolation Forest", points: [[40, 120], [100, 200], [340, 210]]}
  ] as const; // prettier-ignore
  const places = labelPlaces(lines, frame);
  expect(places.map(({name}) => name)).toEqual(lines.map(({name}) => name));
  for (const {x, y} of places) {
    expect(x).toBeGreaterThan(frame.left);
    expect(x).toBeLessThan(frame.right);
    expect(y).toBeGreaterThan(frame.top);
    expect(y).toBeLessThan(frame.bottom);
  }
  const [a, b] = places;
  const apart = Math.abs(a.y - b.y) >= 14 || Math.abs(a.x - b.x) > 6 * 12;
  expect(apart).toBe(true);
});

it("labelPlaces(lines, frame) omits the name of a line that is too short for it", () => {
  expect(labelPlaces([{name: "A long name for a dot", points: [[50, 50]]}], frame)).toEqual([]);
  expect(labelPlaces([{name: "A", points: []}], frame)).toEqual([]);
});
