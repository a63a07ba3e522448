import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {format} from "prettier";
import {expect, it} from "vitest";
import {openLive} from "./events/live-scoring.js";
import {smallModel} from "./events/small-model.js";
import {smallApp} from "./small-app.js";

const path = fileURLToPath(new URL("../../../docs/openapi.json", import.meta.url));

// After a change of a route: npx vitest run --project unit tests/pipeline/serving/openapi.test.ts -u
it("docs/openapi.json is what the service says of itself", async () => {
  const {live} = await openLive(smallModel());
  const {app} = await smallApp({events: live});
  const {body} = await app.inject("/openapi.json");
  const options = {parser: "json", printWidth: 100, bracketSpacing: false};
  await expect(await format(JSON.stringify(JSON.parse(body), null, 2), options)).toMatchFileSnapshot(path); // prettier-ignore
});

interface Document {
  paths: {[path: string]: {[method: string]: {responses: object; security?: object[]}}};
}

it("docs/openapi.json names every route once, with its responses", () => {
  const {paths} = JSON.parse(readFileSync(path, "utf8")) as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)); // prettier-ignore
  for (const suffix of ["", "/versions/{version}"])
    expect(operations).toEqual(expect.arrayContaining([`post /v2/models/{name}${suffix}/infer`, `get /v2/models/{name}${suffix}`, `get /v2/models/{name}${suffix}/ready`])); // prettier-ignore
  expect(operations).toEqual(expect.arrayContaining(["get /v2", "get /v2/health/live", "get /v2/health/ready", "get /metrics", "post /events", "get /events/final", "get /events/evidence", "get /events/status", "get /openapi.json"])); // prettier-ignore
});
