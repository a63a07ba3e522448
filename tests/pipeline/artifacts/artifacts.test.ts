import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {expect, it} from "vitest";
import {artifactKey, fileKey, materialiseArtifact} from "../../../pipeline/artifacts/artifacts.js";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {ArtifactSpec} from "../../../pipeline/artifacts/artifacts.js";
import {testContext} from "../ingestion/test-context.js";

const spec: ArtifactSpec = {
  phase: "evaluation",
  phaseVersion: 1,
  parameters: {},
  inputs: [{name: "training", sha256: "0".repeat(64)}]
};

/** Makes an artifact of two files: a table, whose bytes may differ from time to time, and a text. */
async function make(folder: string) {
  await writeFile(join(folder, "table.duckdb"), "what it says, and other unused bytes");
  await writeFile(join(folder, "text.json"), "{}");
  return {rows: 1, facts: {}, contents: {"table.duckdb": sha256("what it says")}};
}

it("materialiseArtifact(spec, context, make) makes an artifact once", async () => {
  const context = await testContext();
  const first = await materialiseArtifact(spec, context, make);
  const again = await materialiseArtifact(spec, context, () => Promise.reject(new Error("made")));
  expect([first.reused, again.reused]).toEqual([false, true]);
  expect(again.manifest).toEqual(first.manifest);
});

it("materialiseArtifact(spec, context, make) takes nothing that a killed run, or somebody else, left for what it made", async () => {
  const context = await testContext();
  const untouched = await materialiseArtifact(spec, await testContext(), make);
  const key = fileKey({key: artifactKey(spec)}, "table.duckdb");
  await context.stores.eval.write(key, new TextEncoder().encode("what somebody put there"));
  const {manifest} = await materialiseArtifact(spec, context, make);
  expect(manifest).toEqual(untouched.manifest);
  const table = manifest.files.find(({path}) => path === "table.duckdb");
  expect(sha256(await context.stores.eval.read(key))).toBe(table?.sha256);
});
