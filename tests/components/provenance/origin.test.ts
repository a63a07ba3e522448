import {expect, it} from "vitest";
import {originAnchor, originHref} from "../../../src/components/provenance/origin.js";

it("originHref(name) and originAnchor(name) name the figure in the query, and in the fragment", () => {
  expect(originHref("models.headline")).toBe("./lineage.html?figure=models.headline&phase=evaluation"); // prettier-ignore
  expect(originAnchor("models.headline")).toBe("./lineage.html#from-models.headline");
});
