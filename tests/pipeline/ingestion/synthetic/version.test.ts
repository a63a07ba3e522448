import {createHash} from "node:crypto";
import {expect, it} from "vitest";
import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {generatorVersion} from "../../../../pipeline/ingestion/synthetic/options.js";
import {referenceInputs} from "../../../../src/core/incidents/reference.js";

it("generatorVersion is raised when the same options give other bytes", () => {
  const hash = createHash("sha256");
  for (const bytes of syntheticFeed({flows: 3_000, seed: 1})) hash.update(bytes);
  expect({generatorVersion, sha256: hash.digest("hex")}).toEqual({
    generatorVersion: 2,
    sha256: "8e4ad386d0a4e442af1901816067e4cd42341364cf9afee23c9329c3b8f942fd"
  });
});

it("src/core/incidents/reference.ts was made by this version of the generator", () => {
  expect(referenceInputs.generator).toBe(generatorVersion); // if not: npm run reference
});
