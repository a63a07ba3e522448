import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {checkSchema} from "../../../../src/core/sigma/parse/check-schema.js";
import type {DocumentKind} from "../../../../src/core/sigma/parse/check-schema.js";
import {readYaml} from "../../../../src/core/sigma/parse/read-yaml.js";
import {correlationRuleSchema} from "../../../../src/core/sigma/schemas/correlation-rule.js";
import {detectionRuleSchema} from "../../../../src/core/sigma/schemas/detection-rule.js";
import {filterSchema} from "../../../../src/core/sigma/schemas/filter.js";

const folder = fileURLToPath(new URL("../../../../../shared/data/sigma-spec", import.meta.url));
const absent = !existsSync(folder);
const reason = absent ? " (skipped: no specification at ../shared/data)" : "";

const kinds: [kind: DocumentKind, folder: string, file: string, schema: unknown][] = [
  ["rule", "rules", "sigma-detection-rule-schema", detectionRuleSchema],
  ["correlation", "correlation", "sigma-correlation-rules-schema", correlationRuleSchema],
  ["filter", "filter", "sigma-filters-schema", filterSchema]
];

it.skipIf(absent).each(kinds)(
  `the schema of a %s is the official one${reason}`,
  (_kind, _tests, file, schema) => {
    expect(schema).toEqual(JSON.parse(readFileSync(`${folder}/json-schema/${file}.json`, "utf8")));
  }
);

it.skipIf(absent).each(kinds)(
  `checkSchema(%s, document) accepts the specification’s schema tests${reason}`,
  (kind, tests) => {
    const files = readdirSync(`${folder}/tests/schema/${tests}`);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const path = `${folder}/tests/schema/${tests}/${file}`;
      for (const {value} of readYaml(readFileSync(path, "utf8"), file).documents)
        expect(checkSchema(kind, value), file).toEqual([]);
    }
  }
);

it.each([
  ["rule", {title: "t", logsource: {}, detection: {selection: ["a"]}}, "detection"],
  ["rule", {title: 1, logsource: {}, detection: {condition: "a"}}, "title"],
  ["rule", {title: "t", logsource: {}, detection: {condition: "a"}, level: "severe"}, "level"],
  ["rule", {title: "t", logsource: {}, detection: {condition: "a"}, id: "1"}, "id"],
  ["rule", {title: "t", logsource: {}, detection: {a: "b", condition: "a"}}, "detection.a"],
  ["rule", {title: "t", logsource: {}, detection: {condition: "a"}, tags: ["A b"]}, "tags.0"],
  ["correlation", {title: "t", correlation: {type: "sum", rules: [], timespan: "1h"}}, "correlation.type"], // prettier-ignore
  ["correlation", {title: "t", correlation: {type: "event_count", rules: [], timespan: "1h"}}, "correlation"], // prettier-ignore
  ["filter", {title: "t", logsource: {}, filter: {rules: [], selection: {a: 1}, condition: "b"}}, "filter.rules"] // prettier-ignore
] as const)("checkSchema(%s, %j) names %s", (kind, document, path) => {
  const found = checkSchema(kind, JSON.parse(JSON.stringify(document)));
  expect(found.map((problem) => problem.path.join("."))).toContain(path);
});
