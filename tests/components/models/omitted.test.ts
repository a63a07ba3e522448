import {expect, it} from "vitest";
import {comparisonSentence} from "../../../src/components/kit/detector-table.js";
import {flowModelSentence} from "../../../src/components/models/flow-model-sentence.js";

const remedy = "omitted by `--fast`; `atalaya run` without it measures them, and reuses the rest.";

it("comparisonSentence(null) says that the comparison was omitted, and what makes it", () => {
  expect(comparisonSentence(null)).toBe(`Other detectors on the same events: ${remedy}`);
});

it("flowModelSentence({comparison: null}) claims no rank", () => {
  const sentence = flowModelSentence({flowModel: "isolation-forest", comparison: null});
  expect(sentence).toContain(`How others rank: ${remedy}`);
  expect(sentence).toContain("raised, by isolation-forest: the default");
});
