import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {atalayaInProcess} from "./in-process.js";

let cwd: string;

const header = "#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tconn_state\tlabel\n";
const flow = (i: number, label: string) =>
  `${1_526_000_000 + 60 * i}.5\tC${i}\t10.0.0.${i % 9}\t192.0.2.${i % 7}\tSF\t${label}\n`;
const flows = (n: number, label: (i: number) => string) =>
  Array.from({length: n}, (_, i) => flow(i, label(i))).join("");

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "input-"));
  await mkdir(join(cwd, "logs", "2018-05-11"), {recursive: true});
  const files = {
    "2018-05-11/conn.00:00:00-01:00:00.log": header + flows(80, (i) => (i % 8 ? "0" : "1")),
    "2018-05-11/conn-summary.00:00:00.log": ">== Total === 2018-05-11\n   - Connections 80\n",
    "dns.log":
      '{"ts":1526000000,"uid":"C0","id_orig_h":"10.0.0.0","id_resp_h":"10.0.0.53","query":"example.org"}\n',
    "stats.log": "#path\tstats\n#fields\tts\tmem\n1526000000\t66\n",
    "syslog.log": "#path\tsyslog\n#fields\tts\tname\n1526000000\tx\n"
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, "logs", name), text);
});

afterAll(() => rm(cwd, {recursive: true, force: true}));

const run = (...args: string[]) =>
  atalayaInProcess(["run", ...args, "--trees", "5", "--workspace", "w"], {cwd});

it("atalaya run folder reads every log in it, and lists the kinds, the labels and what it skips", async () => {
  const {code, stdout, stderr} = await run("logs/", "--json", "--attack-labels", "1,Botnet*");
  expect(code).toBe(0);
  expect(stderr).toContain("no event has the label of --attack-labels: botnet*\n");
  const {raw, labels, eval: measured} = JSON.parse(stdout) as Record<string, never>;
  expect(raw).toMatchObject({
    ...{files: 3, lines: 86, comments: 4, accepted: 82, rejected: 0, partial: []},
    kinds: [
      {kind: "conn", files: 1, accepted: 80, use: "the events"},
      {kind: "dns", files: 1, accepted: 1},
      {kind: "syslog", files: 1, lines: 3, accepted: 1, use: null}
    ],
    skipped: [
      {
        name: "2018-05-11/conn-summary.00:00:00.log",
        reason: 'a file that begins with ">== Total === 2018-05-11"'
      },
      {name: "stats.log", reason: "a Zeek stats log, which is about the sensor itself"}
    ]
  });
  expect(labels).toEqual({
    given: ["1", "botnet*"],
    attack: [{label: "1", events: 10}],
    benign: [{label: "0", events: 70}]
  });
  expect(measured).toMatchObject({events: 80, labelled: 80});
  const text = await run("logs/", "--attack-labels", "0");
  expect(text.stdout).toContain("kept, not used yet: 1 syslog");
  expect(text.stdout).toContain("2 files that cannot be read");
  expect(text.stdout).toContain("labels 0 70; benign: 1 10");
});

it("atalaya run says why most lines are rejected, where they are listed, and keeps the others", async () => {
  const bad = flows(30, () => "-").replaceAll("15260", "-15260");
  await writeFile(join(cwd, "bad.log"), header + flows(20, () => "-") + bad);
  const {code, stdout, stderr} = await run("bad.log", "--json");
  expect(code).toBe(3);
  expect((JSON.parse(stdout) as {raw: object}).raw).toMatchObject({accepted: 20, rejected: 30});
  expect(stderr).toContain("most lines were rejected: 30 of 50; most often “invalid time;");
  expect(stderr).toContain("” in field ts (30, the first in bad.log, line 23); the list is ");
  const list = /the list is (.*\/rejected\.parquet)/.exec(stderr)![1];
  expect((await readFile(list)).subarray(0, 4).toString()).toBe("PAR1");
});

it("atalaya run is an error if nothing is accepted, or no file is a log of connections", async () => {
  await writeFile(join(cwd, "worse.log"), header + flows(9, () => "-").replaceAll("192.0.2", "x"));
  const worse = await run("worse.log");
  expect([worse.code, worse.stdout]).toEqual([2, ""]);
  expect(worse.stderr).toContain("too few events: 0; most lines were rejected: 9 of 9; most often");
  const others = await run("logs/*.log");
  expect([others.code, others.stdout]).toEqual([2, ""]);
  expect(others.stderr).toContain("not a log of connections: dns.log is a Zeek dns log;");
  expect(others.stderr).toContain("give the conn.log of the sensor");
});

it("atalaya run marks a plain file that ends in the middle of a line as partial", async () => {
  await writeFile(join(cwd, "cut.log"), (header + flows(40, () => "-")).slice(0, -30));
  const {code, stderr} = await run("cut.log");
  expect(code).toBe(3);
  expect(stderr).toContain("warning: cut.log: it ends in the middle of its line 42");
  expect((await run("cut.log", "--allow-partial")).code).toBe(0);
});
