import {expect, it} from "vitest";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import {SigmaEvent} from "../../../../src/core/sigma/match/event.js";
import {mappedOptions} from "../../../../src/core/sigma/match/mapped-options.js";
import {RuleMatcher} from "../../../../src/core/sigma/match/match-rules.js";
import {findMapping, mappings, mappingsFor} from "../../../../src/core/sigma/mappings/registry.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import {eventColumns} from "../../../../src/core/schema/events.js";
import {serviceFacts} from "../../../../src/core/schema/service-facts.js";
import {serviceTables} from "../../../../src/core/services/service-columns.js";

const types: Readonly<Record<string, string>> = {
  VARCHAR: "text",
  BIGINT: "number",
  INTEGER: "number",
  DOUBLE: "number",
  BOOLEAN: "boolean",
  TIMESTAMP: "time"
};

it.each(mappings.filter(({table}) => table))(
  "$name names columns that its table has, of their type",
  ({table}) => {
    const columns = table!.table === "flows" ? [...eventColumns, ...serviceFacts] : serviceTables[table!.table]; // prettier-ignore
    for (const {column, type} of Object.values(table!.columns)) {
      const found = columns.find(({name}) => name === column);
      expect(found, column).toBeDefined();
      expect(type === "list" ? "text" : type, column).toBe(types[found!.type]);
    }
  }
);

it("names of mappings are unique", () => {
  expect(new Set(mappings.map(({name}) => name)).size).toBe(mappings.length);
});

it.each([
  ["zeek-dns", {category: "dns"}, {query: "x", record_type: "TXT", answer: "v"}, {query: "x", qtype_name: "TXT", answers: ["v"]}], // prettier-ignore
  [
    "zeek-http",
    {category: "proxy"},
    {"c-uri": "/x", "cs-method": "GET"},
    {uri: "/x", method: "GET"}
  ],
  ["zeek-conn", {category: "firewall"}, {dst_port: 22}, {"id.resp_p": 22}],
  ["zeek-smb-files", {product: "zeek", service: "smb_files"}, {path: "x"}, {path: "x"}],
  ["suricata-dns", {category: "dns"}, {query: "x"}, {event_type: "dns", dns: {rrname: "x"}}],
  ["suricata-http", {category: "proxy"}, {"cs-host": "x"}, {event_type: "http", http: {hostname: "x"}}], // prettier-ignore
  ["webserver", {category: "webserver"}, {"cs-user-agent": "x"}, {"cs(User-Agent)": "x"}],
  ["cloudtrail", {product: "aws", service: "cloudtrail"}, {"userIdentity.type": "Root"}, {userIdentity: {type: "Root"}}], // prettier-ignore
  ["windows", {product: "windows", service: "security"}, {EventID: 4624}, {Event: {System: {EventID: 4624, Channel: "Security"}}}] // prettier-ignore
] as const)(
  "the mapping %s finds an event by a rule for %j",
  (name, logsource, selection, event) => {
    const mapping = findMapping(name)!;
    expect(mappingsFor(logsource)).toContain(mapping);
    const rule = {title: "t", logsource, detection: {selection, condition: "selection"}};
    const {rules} = linkRules(parseRules(JSON.stringify(rule), "t.yml").rules);
    expect(new RuleMatcher(rules, mappedOptions(mapping)).add(new SigmaEvent(event), 0)).toHaveLength(1); // prettier-ignore
  }
);
