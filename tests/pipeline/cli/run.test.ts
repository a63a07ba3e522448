import {existsSync} from "node:fs";
import {mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile} from "node:fs/promises";
import {spawn} from "node:child_process";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, expect, it} from "vitest";
import {lockWatch} from "../../../pipeline/run/lock.js";
import {atalaya, bin} from "./atalaya.js";

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "run-"));
  await mkdir(join(cwd, "logs"));
  await writeFile(join(cwd, "logs", "conn a.log"), connLog(0, 600));
  await writeFile(join(cwd, "logs", "conn b.log.gz"), gzipSync(connLog(600, 600)));
  for (const folder of ["rules", "moved"]) {
    await mkdir(join(cwd, folder));
    await writeFile(join(cwd, folder, "web.yml"), webRule);
  }
  await writeFile(
    join(cwd, "dns.log"),
    "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tquery\n1\tC\tx\n"
  );
});

afterAll(() => rm(cwd, {recursive: true, force: true}));

/** A rule that 1,028 of 1,200 flows meet, one for a log that is not read, and one that is no rule. */
const webRule = `title: Web
logsource: {product: zeek, service: conn}
detection: {selection: {id.resp_p: 443}, condition: selection}
level: low
---
title: Process
logsource: {product: windows, category: process_creation}
detection: {selection: {Image: a}, condition: selection}
---
title: No rule
`;

/** Returns a Zeek conn log of *n* flows, one a minute, from flow *first* on. */
function connLog(first: number, n: number): string {
  const fields = [
    "ts",
    "uid",
    "id.orig_h",
    "id.orig_p",
    "id.resp_h",
    "id.resp_p",
    "proto",
    "service",
    "duration",
    "orig_bytes",
    "resp_bytes",
    "conn_state"
  ];
  const flows = Array.from({length: n}, (_, i) => {
    const k = first + i;
    return [
      1_526_000_000 + k * 60,
      `C${k}`,
      `10.0.0.${k % 20}`,
      40_000 + (k % 900),
      "10.0.1.1",
      k % 7 ? 443 : 53,
      "tcp",
      "-",
      (k % 13) / 10,
      k % 500,
      k % 900,
      "SF"
    ].join("\t");
  });
  return `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t${fields.join("\t")}\n${flows.join("\n")}\n`;
}

/** Returns the same flows as a CSV, as another tool would write it. */
function csv(zeek: string): string {
  const rows = zeek.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const names =
    "timestamp,flow_id,src_ip,src_port,dest_ip,dest_port,proto,app_proto,duration,orig_bytes,resp_bytes,state";
  return [names, ...rows.map((row) => row.replaceAll("\t", ",")), ""].join("\n");
}

interface RunJson {
  run: string;
  raw: {files: number; lines: number; comments: number; accepted: number; rejected: number};
  silver: {rows: number; sha256: string};
  models: {name: string; sha256: string}[];
  eval: Record<string, number | null>;
  rules: {hits: number; problems: number; top: {title: string}[]};
  reused: Record<string, boolean>;
  partitions: {made: number; reused: number};
  seconds: Record<string, number>;
  processor: Record<string, number>;
}

it("atalaya run files… --json prints one object, and the second time nothing is made again", async () => {
  const options = ["--trees", "20", "--json", "--own-rules", "off"];
  const args = ["run", "logs/*", ...options, "--rules", "rules", "--workspace", "w"];
  const first = await atalaya(args, {cwd});
  expect(first.code).toBe(0);
  expect(first.stderr).toContain(
    "warning: rules with 2 problems, the first: rules/web.yml:10:1: invalid"
  );
  const made = JSON.parse(first.stdout) as RunJson;
  expect(made.raw).toMatchObject({
    files: 2,
    lines: 1212,
    comments: 12,
    accepted: 1200,
    rejected: 0
  });
  expect(made.silver.rows).toBe(1200);
  expect(made.models.map(({name}) => name)).toEqual(["isolation-forest", "ml-isolation-forest"]);
  expect(made.eval).toMatchObject({events: 1200, labelled: 0, ap: null, auroc: null});
  expect(made.rules).toEqual({
    run: 1,
    notApplicable: 1,
    problems: 2,
    hits: 1028,
    fired: 1,
    top: [{title: "Web", level: "low", hits: 1028}]
  });
  expect(Object.keys(made.seconds)).toEqual([
    "ingestion",
    "transformation",
    "training",
    "evaluation",
    "total"
  ]);
  const second = await atalaya([...args, "--threads", "1"], {cwd});
  const again = JSON.parse(second.stdout) as RunJson;
  expect(again.reused).toEqual({
    ingestion: true,
    transformation: true,
    training: true,
    evaluation: true
  });
  expect(made.partitions).toEqual({made: made.partitions.made, reused: 0});
  expect(again.partitions).toEqual({made: 0, reused: made.partitions.made});
  const times = {seconds: {}, processor: {}};
  expect({...again, run: "", reused: {}, partitions: {}, ...times}).toEqual({
    ...made,
    run: "",
    reused: {},
    partitions: {},
    ...times
  });
  const elsewhere = await atalaya(
    ["run", "logs/*", ...options, "--rules", "moved", "--workspace", "w2", "--threads", "1"],
    {cwd}
  );
  const other = JSON.parse(elsewhere.stdout) as RunJson;
  expect({...other, run: "", reused: {}, ...times}).toEqual({
    ...made,
    run: "",
    reused: {},
    ...times
  });
  expect(await readdir(join(cwd, "w", "scratch"))).toEqual([]);
  expect((await lockWatch(join(cwd, "w", "lease"))()).isHeld).toBe(false);
}, 180_000);

it("atalaya run reads a CSV, JSON lines, and a Zeek log to the same events and features", async () => {
  const text = csv(connLog(600, 600));
  const [names, ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const objects = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
  await mkdir(join(cwd, "tables"));
  await writeFile(join(cwd, "tables", "a.csv"), csv(connLog(0, 600)));
  await writeFile(
    join(cwd, "tables", "b.jsonl.gz"),
    gzipSync(objects.map((one) => `${JSON.stringify(one)}\n`).join(""))
  );
  const run = async (logs: string): Promise<RunJson> =>
    JSON.parse(
      (await atalaya(["run", logs, "--trees", "20", "--json", "--workspace", "w"], {cwd})).stdout
    ) as RunJson;
  const [zeek, tables] = [await run("logs/*"), await run("tables/*")];
  expect(tables.raw).toMatchObject({
    files: 2,
    lines: 1201,
    comments: 1,
    accepted: 1200,
    rejected: 0
  });
  const {score_mean: _, score_std: _s, ...same} = zeek.eval; // the training sample depends on ids, so on bytes
  expect(tables.eval).toMatchObject(same);
}, 60_000);

it("atalaya run leaves a pointer to the artifacts, atalaya runs lists it, atalaya metrics measures it, atalaya doctor checks it", async () => {
  const {run} = JSON.parse(
    (await atalaya(["run", "logs/*", "--trees", "20", "--json", "--workspace", "w"], {cwd})).stdout
  ) as RunJson;
  const latest = JSON.parse(
    await readFile(join(cwd, "w/store/cybersec-ml-eval/latest.json"), "utf8")
  ) as Record<string, string>;
  expect(latest.run).toBe(run);
  expect(Object.keys(latest)).toEqual([
    "run",
    "ingestion",
    "transformation",
    "training",
    "evaluation"
  ]);
  const {runs} = JSON.parse(
    (await atalaya(["runs", "--json", "--workspace", "w"], {cwd})).stdout
  ) as {runs: {run: string; status: string; phases: {key: string}[]; command: string}[]};
  expect(runs[0]).toMatchObject({run, status: "succeeded"});
  expect(runs[0].phases.map(({key}) => key)).toEqual(Object.values(latest).slice(1));
  expect(runs[0].command).toContain("-- 'logs/*'");
  const file = ["--textfile", "atalaya.prom", "--workspace", "w"];
  expect(await atalaya(["metrics", ...file], {cwd})).toMatchObject({code: 0, stdout: ""});
  const metrics = await readFile(join(cwd, "atalaya.prom"), "utf8");
  expect(metrics).toMatch(/^atalaya_latest_run_succeeded\{feed="default"\} 1$/m);
  expect(metrics).toMatch(/^atalaya_feed_latest_event_timestamp_seconds\{feed="default"\} \d+$/m);
  expect(metrics).toMatch(/^atalaya_drift_psi\{feed="default",feature="log_duration"\} [\d.e-]+$/m);
  expect((await atalaya(["doctor", "--workspace", "w"], {cwd})).code).toBe(0);
  const model = join(
    cwd,
    "w/store/cybersec-ml-models/artifacts",
    latest.training,
    "isolation-forest.json"
  );
  const text = await readFile(model);
  await truncate(model, 100);
  const doctor = await atalaya(["doctor", "--json", "--workspace", "w"], {cwd});
  await writeFile(model, text);
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.stdout)).toMatchObject({ok: false});
  expect(doctor.stdout).toContain("file changed");
}, 120_000);

it("atalaya run writes nothing if it cannot read its input", async () => {
  const tree = async () => (await readdir(join(cwd, "w"), {recursive: true})).sort();
  const before = await tree();
  const wrong: [string, string[]][] = [
    ["dns.log", ["dns.log"]],
    ["no-such-file.log", ["no-such-file.log"]],
    ["no-such-folder", ["logs/*", "--rules", "no-such-folder"]]
  ];
  for (const [file, args] of wrong) {
    for (const workspace of ["w", "fresh"]) {
      const {code, stdout, stderr} = await atalaya(["run", ...args, "--workspace", workspace], {cwd}); // prettier-ignore
      expect([file, code, stdout]).toEqual([file, 2, ""]);
      expect(stderr).toContain(file);
      expect(stderr).not.toContain("    at ");
    }
  }
  expect(await tree()).toEqual(before);
  expect(existsSync(join(cwd, "fresh"))).toBe(false);
}, 120_000);

it("atalaya run goes on with a file that is cut short, and exits with 3 unless told otherwise", async () => {
  const whole = gzipSync(connLog(0, 3000), {level: 1});
  await writeFile(join(cwd, "cut.log.gz"), whole.subarray(0, Math.floor(whole.length * 0.8)));
  const args = ["run", "cut.log.gz", "--trees", "20", "--json", "--workspace", "w"];
  const {code, stdout, stderr} = await atalaya(args, {cwd});
  expect(code).toBe(3);
  expect(stderr).toContain("warning: cut.log.gz");
  expect(stderr).toContain("--allow-partial");
  const {raw} = JSON.parse(stdout) as RunJson;
  expect(raw.accepted).toBeGreaterThan(1000);
  expect(raw.lines).toBe(raw.comments + raw.accepted + raw.rejected);
  const again = await atalaya(args, {cwd});
  expect([again.code, again.stderr.includes("warning: cut.log.gz")]).toEqual([3, true]);
  expect((await atalaya([...args, "--allow-partial"], {cwd})).code).toBe(0);
}, 120_000);

it("atalaya run that is interrupted lets go of the lock, and the next run finds things in order", async () => {
  const args = [bin, "run", "--flows", "60000", "--workspace", "w"];
  const child = spawn(process.execPath, args, {cwd, stdio: ["ignore", "ignore", "pipe"]});
  await new Promise<void>((resolve) =>
    child.stderr.on("data", (chunk: Buffer) => chunk.includes("read logs") && resolve())
  );
  child.kill("SIGINT");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(130);
  expect(await readdir(join(cwd, "w", "scratch"))).toEqual([]);
  expect((await readdir(join(cwd, "w"))).filter((name) => name.includes("partial"))).toEqual([]);
  expect((await lockWatch(join(cwd, "w", "lease"))()).isHeld).toBe(false);
  const next = await atalaya(["run", "logs/*", "--trees", "20", "--json", "--workspace", "w"], {
    cwd
  });
  expect(next.code).toBe(0);
  const {runs} = JSON.parse(
    (await atalaya(["runs", "--json", "--limit", "2", "--workspace", "w"], {cwd})).stdout
  ) as {runs: {status: string; error: string | null}[]};
  expect(runs.map(({status, error}) => [status, error])).toEqual([
    ["succeeded", null],
    ["failed", expect.stringMatching(/^interrupted/)]
  ]);
}, 240_000);
