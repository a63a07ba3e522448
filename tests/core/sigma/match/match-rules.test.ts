import {expect, it} from "vitest";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import {SigmaEvent} from "../../../../src/core/sigma/match/event.js";
import {mappedOptions} from "../../../../src/core/sigma/match/mapped-options.js";
import {RuleMatcher} from "../../../../src/core/sigma/match/match-rules.js";
import {findMapping} from "../../../../src/core/sigma/mappings/registry.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import type {ParseOptions} from "../../../../src/core/sigma/parse/parse-rules.js";

/** Returns whether an event meets a detection. */
function meets(
  detection: object,
  event: object,
  options: ParseOptions = {},
  logsource = {}
): boolean {
  const rule = JSON.stringify({title: "t", logsource, detection});
  const {rules, problems} = parseRules(rule, "t.yml", options);
  expect(problems).toEqual([]);
  return new RuleMatcher(linkRules(rules).rules).add(new SigmaEvent(event), 0).length === 1;
}

const item = (key: string, value: unknown) => ({selection: {[key]: value}, condition: "selection"});

// Expected by hand from the specification 2.1: sections String Wildcard, Escape Character, Special Field Values, and the
// appendix on modifiers.
it.each([
  ["a", "abc", "ABC", true],
  ["a", "prog?.exe", "progA.exe", true],
  ["a", "prog?.exe", "prog.exe", false],
  ["a", "antivirus_V*.exe", "antivirus_V21.2.1.exe", true],
  ["a", "a\\*b", "a*b", true],
  ["a", "a\\*b", "axb", false],
  ["a", "\\\\*", "\\anything", true],
  ["a", "\\\\\\*", "\\*", true],
  ["a", "\\\\\\*", "\\x", false],
  ["a", "C:\\Windows", "c:\\windows", true],
  ["a", "x\\\\y", "x\\y", true],
  ["a", "\\\\\\\\host", "\\\\host", true],
  ["a", "x", " x", false],
  ["a", "", "", true],
  ["a", "", "x", false],
  ["a", "*", "", true],
  ["a|cased", "abc", "ABC", false],
  ["a|contains", "b", "ABC", true],
  ["a|contains|cased", "b", "ABC", false],
  ["a|startswith", "ab", "ABC", true],
  ["a|endswith", "bc", "ABC", true],
  ["a|contains|all", ["a", "c"], "abc", true],
  ["a|contains|all", ["a", "z"], "abc", false],
  ["a|contains", ["a", "z"], "abc", true],
  ["a", 443, "443", true],
  ["a", 443, 443, true],
  ["a", "443", 443, true],
  ["a", true, true, true],
  ["a", "true", true, true],
  ["a", null, null, true],
  ["a", null, "", false],
  ["a|neq", "abc", "abd", true],
  ["a|neq", ["abc", "abd"], "ABD", false],
  ["a|exists", true, null, true],
  ["a|exists", false, "x", false],
  ["a|lt", 5, 4.5, true],
  ["a|gte", 5, "5", true],
  ["a|gt", 5, "x", false],
  ["a|re", "^a.c$", "ABC", false],
  ["a|re|i", "^a.c$", "ABC", true],
  ["a|re", "b", "abc", true],
  ["a|cidr", "10.0.0.0/8", "10.255.0.1", true],
  ["a|cidr", "10.0.0.0/8", "10.255.0.1.evil.com", false],
  ["a|cidr", "fc00::/7", "fdff::1", true],
  ["a|windash", "-v", "/v", true],
  ["a|windash", "-v", "–v", true],
  ["a|contains|windash", " -param-name", "x /param-name", true],
  ["a|contains|windash", " -param-name", "x -param/name", false],
  ["a|base64", "http://", "aHR0cDovLw==", true],
  ["a|base64offset|contains", "http://", "xxaHR0cDovLw", true],
  ["a|base64offset|contains", "http://", "QWh0dHA6Ly", true],
  ["a|base64offset|contains", "http://", "QUFodHRwOi8v", true],
  ["a|wide|base64offset|contains", "ping", "xwAGkAbgBnAx", true],
  ["a|utf16le|base64offset|contains", "ping", "cABpAG4AZw", true],
  ["a|utf16be|base64", "cmd", "AGMAbQBk", true],
  ["a|utf16|base64", "cmd", "//5jAG0AZAA=", true],
  ["a|wide", "cmd", "c\0m\0d\0", true],
  ["a|minute", 5, "2026-01-02T03:05:00Z", true],
  ["a|hour|gte", 22, "2026-01-02 23:05:00", true],
  ["a|week", 53, "2027-01-01T00:00:00Z", true],
  ["a|day", 2, 1767312000, true],
  ["a|month", 1, "2026-01-31T23:30:00-01:00", false],
  ["a|year", 2026, "2026-01-02", true],
  ["a", "x", ["y", "X"], true],
  ["a|neq", "x", ["y", "X"], false]
])("a rule with %s: %j meets %j: %s", (key, value, event, expected) => {
  expect(meets(item(key, value), {a: event})).toBe(expected);
});

it.each([
  [item("a", null), {b: 1}, true],
  [item("a", ""), {b: 1}, false],
  [item("a|exists", false), {b: 1}, true],
  [item("a|neq", "x"), {b: 1}, true],
  [item("a|fieldref", "b"), {a: "X", b: "x"}, true],
  [item("a|fieldref", "b"), {a: "x"}, false],
  [item("a|fieldref|endswith", "b"), {a: "C:\\x.exe", b: "X.exe"}, true],
  [item("a.b", "x"), {a: {b: "x"}}, true],
  [item("a.b", "x"), {"a.b": "x"}, true],
  [item("a.b", "x"), {a: [{b: "y"}, {b: "x"}]}, true],
  [item("A", "x"), {a: "x"}, true],
  [{keywords: ["evil", "bad*thing"], condition: "keywords"}, {a: {b: "so EVIL"}}, true],
  [{keywords: ["evil", "bad*thing"], condition: "keywords"}, {a: {b: "good"}}, false],
  [{k: {"|all": ["one", "two"]}, condition: "k"}, {a: "one", b: "two"}, true],
  [{k: {"|all": ["one", "two"]}, condition: "k"}, {a: "one"}, false],
  [{k: [4624], condition: "k"}, {a: 4624}, true],
  [{s: [{a: "x"}, {b: "y", c: "z"}], condition: "s"}, {b: "y", c: "z"}, true],
  [{s: [{a: "x"}, {b: "y", c: "z"}], condition: "s"}, {b: "y"}, false],
  [{s: {a: "x"}, _t: {b: "y"}, condition: "all of them"}, {a: "x"}, true],
  [{s1: {a: "x"}, f1: {b: "y"}, condition: "1 of s* and not 1 of f*"}, {a: "x", b: "z"}, true],
  [{s1: {a: "x"}, s2: {b: "y"}, s3: {c: "z"}, condition: "s1 or s2 and s3"}, {a: "x"}, true],
  [{s1: {a: "x"}, s2: {b: "y"}, condition: "not s1 and s2"}, {b: "y"}, true]
])("the detection %j meets %j: %s", (detection, event, expected) => {
  expect(meets(detection, event)).toBe(expected);
});

it("placeholders are replaced by each of their values", () => {
  const placeholders = {Servers: ["srv*", "db1"]};
  const detection = item("a|expand", "%Servers%.corp");
  expect(meets(detection, {a: "SRV7.corp"}, {placeholders})).toBe(true);
  expect(meets(detection, {a: "db1.corp"}, {placeholders})).toBe(true);
  expect(meets(detection, {a: "pc1.corp"}, {placeholders})).toBe(false);
  expect(meets(item("a|expand", "\\%plain%Servers%"), {a: "%plaindb1"}, {placeholders})).toBe(true);
  expect(meets(item("a", "%Servers%"), {a: "%servers%"})).toBe(true);
});

it.each([
  ["at the top", {System: {EventID: 1}, EventData: {Image: "x"}}],
  ["under Event", {Event: {System: {EventID: 1}, EventData: {Image: "x"}}}],
  ["with attributes of the id", {Event: {System: {EventID: {"#attributes": {Qualifiers: 0}, "#text": 1}}, EventData: {Image: "x"}}}], // prettier-ignore
  ["with a list of Data", {Event: {System: {EventID: "1"}, EventData: {Data: [{"@Name": "Image", "#text": "x"}]}}}], // prettier-ignore
  ["with grouped attributes", {Event: {System: {EventID: 1}, EventData: {Data: [{"#attributes": {Name: "Image"}, "#text": "x"}]}}}], // prettier-ignore
  ["of Winlogbeat", {winlog: {event_id: 1, event_data: {Image: "x"}}}],
  ["in UserData", {Event: {System: {EventID: 1}, UserData: {Operation: {Image: "x"}}}}],
  ["flat", {EventID: 1, Image: "x"}]
])("fields of a Windows event %s have their names in rules", (_name, event) => {
  expect(meets({s: {EventID: 1, Image: "x"}, condition: "s"}, event)).toBe(true);
});

it("fields of a Windows event: attributes by element and name, names without spaces", () => {
  const event = {Event: {System: {Provider: {"#attributes": {Name: "P"}}}, EventData: {"Threat Name": "T"}}}; // prettier-ignore
  expect(meets({s: {Provider_Name: "P", ThreatName: "T"}, condition: "s"}, event)).toBe(true);
});

const rule = (logsource: object) => parseRules(JSON.stringify({title: "t", logsource, detection: item("query", "x")}), "t.yml").rules; // prettier-ignore

it("mappedOptions(mapping) matches by the names of the log, with the rules that are for it", () => {
  const matcher = (name: string, logsource: object) => new RuleMatcher(linkRules(rule(logsource)).rules, mappedOptions(findMapping(name)!)); // prettier-ignore
  const event = new SigmaEvent({event_type: "dns", dns: {rrname: "x"}});
  expect(matcher("suricata-dns", {category: "dns"}).add(event, 0)).toHaveLength(1);
  expect(matcher("suricata-dns", {category: "proxy"}).add(event, 0)).toHaveLength(0);
  expect(matcher("suricata-dns", {category: "dns"}).add(new SigmaEvent({event_type: "tls", dns: {rrname: "x"}}), 0)).toHaveLength(0); // prettier-ignore
  const sysmon = new SigmaEvent({Channel: "Microsoft-Windows-Sysmon/Operational", EventID: 22, query: "x"}); // prettier-ignore
  expect(matcher("windows", {product: "windows", category: "dns_query"}).add(sysmon, 0)).toHaveLength(1); // prettier-ignore
  expect(matcher("windows", {product: "windows", category: "process_creation"}).add(sysmon, 0)).toHaveLength(0); // prettier-ignore
});

it("a filter adds its condition to the rules that it names, of its log source", () => {
  const documents = [
    {title: "r", id: "0e95725d-7320-415d-80f7-004da920fc11", logsource: {category: "dns"}, detection: item("a", "x")}, // prettier-ignore
    {title: "f", logsource: {category: "dns"}, filter: {rules: ["0e95725d-7320-415d-80f7-004da920fc11"], selection: {b: "admin"}, condition: "not selection"}} // prettier-ignore
  ];
  const parsed = parseRules(documents.map((document) => JSON.stringify(document)).join("\n---\n"), "t.yml"); // prettier-ignore
  expect(parsed.problems).toEqual([]);
  const matcher = new RuleMatcher(linkRules(parsed.rules).rules);
  expect(matcher.add(new SigmaEvent({a: "x", b: "user"}), 0)).toHaveLength(1);
  expect(matcher.add(new SigmaEvent({a: "x", b: "admin"}), 1)).toHaveLength(0);
});

it("linkRules(rules) names unknown, duplicate and cyclic rules", () => {
  const correlation = (name: string, rules: string[]) => ({title: name, name, correlation: {type: "temporal", rules, "group-by": [], timespan: "1m"}}); // prettier-ignore
  const link = (...documents: object[]) => linkRules(parseRules(documents.map((document) => JSON.stringify(document)).join("\n---\n"), "t.yml").rules).problems.map(({message}) => message); // prettier-ignore
  expect(link(correlation("aa", ["bb"]))).toEqual(["unknown rule: bb"]);
  expect(link(correlation("aa", ["bb"]), correlation("bb", ["aa"]))[0]).toMatch(/^cyclic rules/);
});
