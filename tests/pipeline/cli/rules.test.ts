import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, expect, it} from "vitest";
import {atalayaInProcess} from "./in-process.js";

const folder = mkdtempSync(join(tmpdir(), "rules-"));
afterAll(() => rmSync(folder, {recursive: true}));

const id = "0e95725d-7320-415d-80f7-004da920fc11";
const files: Record<string, string | Uint8Array> = {
  "rules/dns.yml": `title: Names of a botnet\nid: ${id}\nlogsource:\n    category: dns\ndetection:\n    selection:\n        query|endswith: '.evil.test'\n    condition: selection\nlevel: high\n`,
  "rules/okta.yaml":
    "title: Okta\nlogsource:\n    product: okta\ndetection:\n    s:\n        a: b\n    condition: s\n",
  "rules/deep/count.yml":
    "title: Many\nname: many\ncorrelation:\n    type: event_count\n    rules:\n        - lookups\n    group-by:\n        - src_ip\n    timespan: 10s\n    condition:\n        gte: 2\n---\ntitle: Lookups\nname: lookups\nlogsource:\n    category: dns\ndetection:\n    s:\n        query|contains: a\n    condition: s\n",
  "rules/readme.txt": "no rule",
  "bad/re.yml":
    "title: Bad\nlogsource: {}\ndetection:\n    s:\n        a|re: '(?=x)'\n    condition: s\n",
  "bad/okta.yml":
    "title: Okta\nlogsource:\n    product: okta\ndetection:\n    s:\n        a: b\n    condition: s\n",
  "array.json": '[{"query": "A.EVIL.test", "ts": 1000000000, "src_ip": "a"}, {"query": "b"}]',
  "lines.json.gz": gzipSync('{"query": "a", "ts": 1000000005, "src_ip": "A"}\n{"query": \n{"query": "c"}\n'), // prettier-ignore
  "suricata.json": '{"event_type": "dns", "dns": {"rrname": "c.evil.test"}}\n{"event_type": "tls", "dns": {"rrname": "c.evil.test"}}', // prettier-ignore
  "mapping.yml":
    "sources:\n    - category: dns\n      when:\n          kind: [dns]\nfields:\n    query: name\n",
  "named.json": '{"kind": "dns", "name": "d.evil.test"}',
  "placeholders.yml": "Servers: [srv*]\n",
  "rules-expand.yml":
    "title: Servers\nname: servers\nlogsource: {}\ndetection:\n    s:\n        host|expand: '%Servers%'\n    condition: s\n",
  "host.json": '{"host": "SRV1"}'
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(join(folder, name, ".."), {recursive: true});
  writeFileSync(join(folder, name), text);
}

const call = (...args: string[]) => atalayaInProcess(["rules", ...args], {cwd: folder});

it("atalaya rules check DIR counts valid rules, and lists those of logs that no mapping serves", async () => {
  const {code, stdout} = await call("check", "rules");
  expect(stdout).toBe("not applicable: 1 rules for logs that no mapping serves\n  1  product okta\n3 files, 4 valid rules, 0 errors, 0 warnings\n"); // prettier-ignore
  expect(code).toBe(0);
});

it("atalaya rules check DIR exits with 1, and names file, line, field and remedy of what is unsupported", async () => {
  const {code, stdout} = await call("check", "bad");
  expect(code).toBe(1);
  expect(stdout).toContain("error: bad/re.yml:5:9: detection.s.a|re: unsupported regular expression: unsupported look-around: (?=; it takes"); // prettier-ignore
  const {stdout: json} = await call("check", "bad", "--json");
  expect(JSON.parse(json)).toMatchObject({files: 2, rules: 1, errors: 1, notApplicable: [{logsource: "product okta", rules: 1}]}); // prettier-ignore
});

it("atalaya rules match --json prints a line a match, of arrays, lines and gzip; what is damaged is named", async () => {
  const {code, stdout, stderr} = await call("match", "--rules", "rules", "--events", "array.json", "--events", "lines.json.gz", "--json"); // prettier-ignore
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line) as object); // prettier-ignore
  expect(lines).toEqual([
    {rule: id, file: "array.json", event: 0},
    {rule: "many", file: "lines.json.gz", event: 0, since: "2001-09-09T01:46:35.000Z", until: "2001-09-09T01:46:45.000Z", measure: 2} // prettier-ignore
  ]);
  expect(stderr).toContain("lines.json.gz:2: invalid JSON");
  expect(code).toBe(3);
});

it("atalaya rules match --mapping NAME matches by the names and log sources of a mapping, or of a file", async () => {
  const suricata = await call("match", "--rules", "rules", "--events", "suricata.json", "--mapping", "suricata-dns", "--json"); // prettier-ignore
  expect(suricata.stdout).toBe(`{"rule":"${id}","file":"suricata.json","event":0}\n`);
  const own = await call("match", "--rules", "rules", "--events", "named.json", "--mapping", "mapping.yml"); // prettier-ignore
  expect(own.stdout).toBe("named.json:0  high  Names of a botnet\n");
  expect(own.code).toBe(0);
});

it("atalaya rules match --placeholders FILE replaces placeholders; without it, the rule is rejected by name", async () => {
  const args = ["match", "--rules", "rules-expand.yml", "--events", "host.json", "--json"];
  expect((await call(...args, "--placeholders", "placeholders.yml")).stdout).toContain('"rule":"servers"'); // prettier-ignore
  expect((await call(...args)).stderr).toContain("unknown placeholder: %Servers%");
});

it("atalaya rules explain FILE prints a rule in words and as SQL", async () => {
  const {code, stdout} = await call("explain", "rules/dns.yml");
  expect(stdout).toBe(`Names of a botnet (${id})\nfor category dns\nquery ends with ".evil.test"\n\nSELECT "event_id", "time"\nFROM "dns"\nWHERE ends_with(lower("raw_query"), '.evil.test')\nORDER BY "time", "event_id";\n\n`); // prettier-ignore
  expect(code).toBe(0);
  const {stdout: json} = await call("explain", "rules/okta.yaml", "--json");
  expect(JSON.parse(json)).toMatchObject({sql: null, note: "no log of this kind is read"});
  const many = await call("explain", "rules/deep/count.yml");
  expect(many.stdout).toContain("the number of events is at least 2");
  expect(many.stdout).toContain("RANGE BETWEEN 10000000 PRECEDING AND CURRENT ROW");
});

it.each([
  [[], "missing action: try list, check, test, match, backtest, explain"],
  [["chekc"], "did you mean `atalaya rules check`?"],
  [["check"], "missing folder"],
  [["check", "nowhere"], "rules not found: nowhere"],
  [["match", "--events", "array.json"], "missing --rules"],
  [["match", "--rules", "rules"], "missing --events"],
  [["match", "--rules", "rules", "--events", "nowhere.json"], "unreadable events: nowhere.json"],
  [["match", "--rules", "rules", "--events", "array.json", "--mapping", "zeek-dsn"], "did you mean zeek-dns?"], // prettier-ignore
  [["check", "rules", "--events", "array.json"], "unknown option: --events"]
])("atalaya rules %j is a mistake: %s", async (args, message) => {
  const {code, stderr} = await call(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

it("atalaya rules test DIR runs rules over the events beside them, and exits with 1 if they are not as they say", async () => {
  const rule = files["rules/dns.yml"] as string;
  mkdirSync(join(folder, "tested", "events"), {recursive: true});
  writeFileSync(join(folder, "tested", "dns.yml"), rule);
  expect((await call("test", "tested")).stdout).toContain("no events: tested/dns.yml; write what it has to match into tested/dns.match.ndjson"); // prettier-ignore
  writeFileSync(join(folder, "tested", "events", "dns.match.ndjson"), '{"query": "a.evil.test"}\n');
  writeFileSync(join(folder, "tested", "events", "dns.other.ndjson"), '{"query": "evil.test.a"}\n');
  const good = await call("test", "tested");
  expect(good).toMatchObject({code: 0, stdout: "1 files of rules, 1 with events, 0 failures, 0 errors\n"}); // prettier-ignore
  writeFileSync(join(folder, "tested", "events", "dns.match.ndjson"), '{"query": "a"}\n');
  writeFileSync(join(folder, "tested", "dns.other.ndjson"), '{"query": "b"}\n{"query": "b.evil.test"}\n{\n'); // prettier-ignore
  const {code, stdout} = await call("test", "tested");
  expect(code).toBe(1);
  expect(stdout).toContain("failed: tested/dns.yml: Names of a botnet matches no event of tested/events/dns.match.ndjson\n"); // prettier-ignore
  expect(stdout).toContain("failed: tested/dns.yml: Names of a botnet matches event 1 of tested/dns.other.ndjson\n"); // prettier-ignore
  expect(stdout).toContain("failed: tested/dns.yml: tested/dns.other.ndjson:3: "); // prettier-ignore
});

it("atalaya rules list DIR prints rules that make hits of their own, and which are not applicable", async () => {
  const {code, stdout} = await call("list", "rules");
  expect(code).toBe(0);
  expect(stdout.split("\n").sort()).toEqual([
    "",
    "-              Many  [category dns]  many",
    "-              Okta  [product okta (not applicable)]  Okta",
    `high           Names of a botnet  [category dns]  ${id}`
  ]);
  const {stdout: json} = await call("list", "rules/dns.yml", "--json");
  expect(JSON.parse(json)).toMatchObject({rule: id, level: "high", logsources: ["category dns"]});
});
