import {expect, it} from "vitest";
import {compareNaturally} from "../../../pipeline/ingestion/natural-order.js";

const ordered = ["", "01", "1", "2", "09", "10", "a", "a1", "a1b", "a2", "a10", "a10b2", "b", "ä"];

it("compareNaturally(a, b) is a total order in which numbers count as numbers", () => {
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      expect([a, b, Math.sign(compareNaturally(a, b))]).toEqual([a, b, Math.sign(i - j)]);
    }
  }
});
