import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import type {Backtest} from "../../../pipeline/rules/backtest-rules.js";
import type {PublishedIncident} from "../../../src/core/schema/incidents.js";
import {quietOffice, at} from "../../core/incidents/office.js";
import type {Flow} from "../../core/incidents/office.js";
import {atalayaInProcess} from "./in-process.js";

const folder = mkdtempSync(join(tmpdir(), "incidents-"));
const call = (...args: string[]) =>
  atalayaInProcess([...args, "--workspace", join(folder, "w")], {cwd: folder});
const incidentsOf = async (...args: string[]) =>
  (await call("incidents", "--json", ...args)).stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PublishedIncident);

/** Returns the flows as a Zeek conn.log, each with a uid of its own. */
function connLog(flows: readonly Flow[]): string {
  const fields = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state orig_pkts orig_ip_bytes"; // prettier-ignore
  const types = "time string addr port addr port enum string interval count count string count count"; // prettier-ignore
  const rows = [...flows]
    .sort((a, b) => a.t - b.t)
    .map(
      (
        {t, src, dst, port, proto = "tcp", out = 0, in: bytesIn = 0, seconds = 0.1, state = "SF"},
        i
      ) =>
        [
          t.toFixed(6),
          `C${i}`,
          src,
          40_000 + (i % 9000),
          dst,
          port,
          proto,
          "-",
          seconds,
          out,
          bytesIn,
          state,
          1,
          out + 40
        ].join("\t")
    );
  return ["#separator \\x09", "#path\tconn", `#fields\t${fields.split(" ").join("\t")}`, `#types\t${types.split(" ").join("\t")}`, ...rows, ""].join("\n"); // prettier-ignore
}

const scanned: Flow[] = Array.from({length: 200}, (_, i) => ({
  t: at(6, 3600 + i),
  src: "10.0.0.3",
  dst: "10.0.1.20",
  port: 1000 + i,
  state: "REJ"
}));

const severities = ["critical", "high", "medium", "low"];

let summary: {run: string; incidents: Record<string, number>};

beforeAll(async () => {
  writeFileSync(join(folder, "conn.log"), connLog([...quietOffice(8), ...scanned]));
  const {stdout} = await call("run", "conn.log", "--json");
  summary = JSON.parse(stdout);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

it("atalaya incidents --json prints an incident a line, most severe first, with the uids of its events", async () => {
  const incidents = await incidentsOf();
  const [first] = incidents;
  expect(first).toMatchObject({
    entity: "10.0.0.3",
    role: "actor",
    window: "test",
    name: "Port scan: 200 ports on 1 host",
    found_by: "both"
  });
  const hits = first.evidence.find(({rule}) => rule?.title === "Port Scan Of One Host")!;
  expect(hits).toMatchObject({detector: "rule", technique: "T1046", facts: {records: 200}});
  expect(hits.rule!.falsePositives).toContain(
    "Vulnerability scanners and inventories that are allowed to"
  );
  const scan = first.evidence.find(({detector}) => detector === "scan")!;
  expect(scan).toMatchObject({
    technique: "T1046",
    events: 200,
    facts: {m: 200, hosts: 1, ports: 200}
  });
  expect(scan.sentence).toContain("200 closed or silent ports on 1 host");
  expect(first.uids).toHaveLength(first.events);
  expect(new Set(first.uids).size).toBe(first.events);
  const places = incidents.map(({severity, rate_per_day: rate}) => [severities.indexOf(severity), rate]); // prettier-ignore
  expect(places).toEqual([...places].sort(([a, m], [b, n]) => a - b || m - n));
});

it("atalaya run --json counts the incidents by severity", async () => {
  const incidents = await incidentsOf();
  const counts = Object.fromEntries(
    Object.keys(summary.incidents).map((name) => [
      name,
      incidents.filter(({severity}) => severity === name).length
    ])
  );
  expect(summary.incidents).toEqual(counts);
});

it("atalaya incidents --min-severity and --since leave only those", async () => {
  const incidents = await incidentsOf();
  const severe = await incidentsOf("--min-severity", "high");
  expect(severe).toEqual(
    incidents.filter(({severity}) => severity === "critical" || severity === "high")
  );
  const since = new Date(at(7, 0) * 1000).toISOString();
  expect(await incidentsOf("--since", since)).toEqual(
    incidents.filter(({to}) => Date.parse(to) > Date.parse(since))
  );
});

it.each([
  [
    ["--min-severity", "bad"],
    "invalid --min-severity: bad; try one of critical, high, medium, low"
  ],
  [["--since", "yesterday"], "invalid --since: yesterday; give a time in UTC"],
  [["--run", "20200101-000000-0000"], "unknown run: 20200101-000000-0000"]
])("atalaya incidents %j says what is wrong", async (args, message) => {
  const {code, stderr} = await call("incidents", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

it.each([
  [["--local-net", "10.0.0.1/8"], "invalid --local-net: invalid network: 10.0.0.1/8; bits beyond"],
  [["--local-net", "office"], "invalid network: office; write it as 10.0.0.0/8 or 2001:db8::/32"],
  [["--detectors", "scan,bacon"], "unknown detector: bacon; the detectors are scan, pressure,"]
])("atalaya run %j says what is wrong", async (args, message) => {
  const {code, stderr} = await call("run", "conn.log", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

it("atalaya incidents prints each incident with its rate and evidence", async () => {
  const {stdout} = await call("incidents", "--min-severity", "high");
  expect(stdout).toContain("10.0.0.3 as actor");
  expect(stdout).toMatch(/about (once in|less than once)/);
  expect(stdout).toContain("scan (T1046): 200 closed or silent ports");
  expect(stdout).toContain("found by models and rules, about");
  expect(stdout).toContain("rule (T1046): Rule ‘Port Scan Of One Host’ (medium) fired in 1 window of 200 flows, to 10.0.1.20 at 200 ports\n        may also be: Vulnerability scanners"); // prettier-ignore
});

it("atalaya run --detectors and --local-net choose detectors and what is local, and record both", async () => {
  const options = ["--detectors", "scan,beacon", "--local-net", "10.0.1.0/24", "--local-net", "fd00::/8"]; // prettier-ignore
  const day = scanned.map((flow) => ({...flow, t: at(0, 70_000) + flow.port / 100}));
  writeFileSync(join(folder, "day.log"), connLog([...quietOffice(1), ...day]));
  const {stdout} = await call("run", "day.log", "--trees", "5", "--json", ...options);
  const {run} = JSON.parse(stdout) as {run: string};
  const [first] = await incidentsOf("--run", run);
  expect(first).toMatchObject({entity: "10.0.1.20", role: "target"}); // 10.0.0.3 is outside now
  const detectors = (await incidentsOf("--run", run)).flatMap(({evidence}) => evidence.map(({detector}) => detector)); // prettier-ignore
  expect(new Set(detectors)).toEqual(new Set(["scan", "rule"]));
  const recorded = JSON.parse((await call("runs", "--json")).stdout);
  expect(JSON.stringify(recorded)).toContain(
    "--detectors scan,beacon --local-net 10.0.1.0/24 --local-net fd00::/8"
  );
});

const rule = (title: string, selection: string) => `title: ${title}\nlogsource: {product: zeek, service: conn}\ndetection:\n    selection: ${selection}\n    condition: selection\nlevel: medium\n`; // prettier-ignore

it("atalaya rules backtest says what rules would have cost in the run, and which are not applicable", async () => {
  writeFileSync(
    join(folder, "scan.yml"),
    rule("Refused", "{conn_state: REJ, id.orig_h: 10.0.0.3}")
  );
  writeFileSync(join(folder, "okta.yml"), rule("Okta", "{a: b}").replace("zeek", "okta"));
  writeFileSync(join(folder, "dns.yml"), rule("Names", "{query: x}").replace("conn", "dns"));
  const {code, stdout} = await call("rules", "backtest", "scan.yml", "okta.yml", "dns.yml", "--json", "--run", summary.run); // prettier-ignore
  expect(code).toBe(0);
  const {rules, budgetPerDay} = JSON.parse(stdout) as Backtest;
  expect(budgetPerDay).toBe(50);
  expect(rules[0]).toMatchObject({
    title: "Refused",
    reason: null,
    hits: 200,
    flows: 200,
    entities: 1,
    alerts: 1,
    alertsPerDay: {min: 0, median: 0, max: 1},
    precision: null,
    incidents: {joins: 1, opens: 0},
    overBudget: false
  });
  expect(rules[0].frequent[0]).toEqual({field: "src", value: "10.0.0.3", hits: 200, share: 1});
  expect(rules.slice(1).map(({hits, reason}) => [hits, reason])).toEqual([
    [0, "no log of this kind is read"],
    [0, "the run has no records of dns"]
  ]);
});

it("atalaya rules backtest prints problems and runs the other rules, and --fail-over N exits with 1 beyond N alerts a day", async () => {
  const asked = ["rules", "backtest", "scan.yml", "--run", summary.run, "--fail-over"];
  expect(await call(...asked, "1")).toMatchObject({code: 0, stderr: ""});
  const over = await call(...asked, "0.01");
  expect(over.code).toBe(1);
  expect(over.stderr).toMatch(/Refused: 0\.\d+ alerts a day, more than 0\.01/);
  writeFileSync(join(folder, "bad.yml"), "title: x\n");
  const bad = await call("rules", "backtest", "bad.yml", "scan.yml", "--run", summary.run);
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain("bad.yml:1:1");
  expect(bad.stdout).toContain("200 hits, 1 entities, 1 alerts");
});

it.each([
  [["scan.yml", "--run", "none"], "unknown run: none"],
  [["scan.yml", "--fail-over", "many"], "invalid --fail-over: many; give alerts a day"],
  [["absent.yml"], "rules not found: absent.yml; name a folder or a file"],
  [[], "missing file: atalaya rules backtest RULE…"]
])("atalaya rules backtest %j: %s", async (args, message) => {
  const {code, stderr} = await call("rules", "backtest", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
