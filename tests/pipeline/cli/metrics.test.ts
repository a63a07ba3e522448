import {spawn} from "node:child_process";
import {once} from "node:events";
import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {bin} from "./atalaya.js";
import {atalayaInProcess as atalaya} from "./in-process.js";

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "metrics-"));
  await mkdir(join(cwd, "dist"));
  await writeFile(join(cwd, "dist", "index.html"), "<!doctype html>hello");
});

afterAll(() => rm(cwd, {recursive: true, force: true}));

it("atalaya metrics says nothing of a workspace without runs, and makes none", async () => {
  const {code, stdout} = await atalaya(["metrics"], {cwd});
  const samples = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect([code, samples]).toEqual([0, ['atalaya_data_read_failures_total{feed="default"} 0']]);
  expect(existsSync(join(cwd, ".atalaya"))).toBe(false);
});

it("atalaya metrics --textfile says which file cannot be written", async () => {
  const outcome = await atalaya(["metrics", "--textfile", "no/such/a.prom"], {cwd});
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(`metrics not written: ${join(cwd, "no/such/a.prom")}: ENOENT`);
});

it("atalaya serve --metrics-port serves the metrics of the site beside it", async () => {
  const args = ["serve", "--port", "0", "--metrics-port", "0", "--json"];
  const child = spawn(process.execPath, [bin, ...args], {cwd, env: {PATH: process.env.PATH}});
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const {address, metrics} = JSON.parse(chunk.toString()) as {address: string; metrics: string};
  await (await fetch(address)).text();
  const text = await (await fetch(metrics)).text();
  const ready = await fetch(new URL("/health/ready", metrics));
  child.kill("SIGKILL");
  await once(child, "close");
  expect(text).toContain('atalaya_site_requests_total{route="page",code="200"} 1');
  expect(text).toMatch(/^process_cpu_seconds_total /m);
  expect(ready.status).toBe(200);
  expect((await fetch(address).catch(() => null))?.ok).toBeUndefined();
});

it("a port of metrics that is none is a mistake of the command", async () => {
  for (const command of ["serve", "watch", "start"]) {
    const outcome = await atalaya([command, "--metrics-port", "many"], {cwd});
    expect([command, outcome.code]).toEqual([command, 2]);
  }
});

/** The secrets of all variables; the database is one that does not answer. */
const secrets = {
  PG_PASSWORD: "s3cr3t-of-postgresql",
  MINIO_SECRET_KEY: "s3cr3t-of-minio+/=",
  ATALAYA_SIGNING_KEY:
    "-----BEGIN PRIVATE KEY-----\ns3cr3t-of-signing-0123456789\n-----END PRIVATE KEY-----\n",
  OPENLINEAGE_API_KEY: "s3cr3t-of-openlineage",
  MLFLOW_TRACKING_TOKEN: "s3cr3t-of-mlflow",
  PREFECT_API_KEY: "s3cr3t-of-prefect",
  OTEL_EXPORTER_OTLP_HEADERS: "authorization=s3cr3t-of-otlp"
};

it.each(["json", "text"])("no secret of a variable is in a log as %s, though servers are away and values are wrong", async (format) => { // prettier-ignore
  const away = {
    ...{PG_HOST: "127.0.0.1", PG_PORT: "9", PG_USER: "a", PG_DATABASE: "a", PG_CONNECT_TIMEOUT: "1", PG_RETRY_TIMEOUT: "1"},
    ...{MINIO_ENDPOINT: "http://127.0.0.1:9", MINIO_ACCESS_KEY: "a", MLFLOW_TRACKING_URI: "http://127.0.0.1:9"},
    ...{OPENLINEAGE_URL: "http://127.0.0.1:9", PREFECT_API_URL: "http://127.0.0.1:9/api"},
    ...{OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", ATALAYA_LOG: format}
  };
  for (const args of [["runs"], ["run", "--flows", "1000"], ["metrics", "--debug"]]) {
    const outcome = await atalaya(args, {cwd, env: {...away, ...secrets}});
    expect(outcome.code).not.toBe(0);
    expect(outcome.stdout + outcome.stderr).not.toContain("s3cr3t");
    const lines = outcome.stderr.split("\n").filter(Boolean);
    expect(lines.length).toBeGreaterThan(0);
    if (format === "json") for (const line of lines) expect(JSON.parse(line)).toHaveProperty("level");
  }
}); // prettier-ignore
