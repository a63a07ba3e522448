import {request} from "node:http";
import {Gauge, Registry} from "prom-client";
import {afterEach, expect, it} from "vitest";
import {openMetricsServer} from "../../../pipeline/telemetry/metrics-server.js";
import type {MetricsServer, Readiness} from "../../../pipeline/telemetry/metrics-server.js";
import {openRegistry} from "../../../pipeline/telemetry/registry.js";

const open: MetricsServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(options: {registry?: Registry; ready?(): Readiness | Promise<Readiness>}) {
  const server = await openMetricsServer({registry: new Registry(), port: 0, ...options});
  open.push(server);
  return server;
}

it("openMetricsServer(options) serves the metrics of its registry, in the format of Prometheus", async () => {
  const registry = new Registry();
  const gauge = new Gauge({name: "things", help: "Things", registers: [registry]});
  gauge.set(3);
  const {address} = await serve({registry});
  const response = await fetch(address);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await response.text()).toBe("# HELP things Things\n# TYPE things gauge\nthings 3\n");
});

it.each<[Readiness, number, string]>([
  [true, 200, "ready\n"],
  [null, 200, "ready\n"],
  [false, 503, "not ready\n"],
  ["no model is loaded", 503, "no model is loaded\n"]
])("openMetricsServer(options) that is %j is %i when it is asked", async (ready, status, text) => {
  const {port} = await serve({ready: () => Promise.resolve(ready)});
  const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
  expect([response.status, await response.text()]).toEqual([status, text]);
  expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
});

it("openMetricsServer(options) answers nothing else, and no request for another host", async () => {
  const {port} = await serve({});
  const statusOf = async (path: string, init?: RequestInit) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, init)).status;
  expect(await statusOf("/")).toBe(404);
  expect(await statusOf("/metrics", {method: "POST", body: "a"})).toBe(405);
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`, {method: "HEAD"})).text()).toBe("");
  const misdirected = await new Promise<number>((resolve, reject) => {
    const headers = {host: "evil.example"};
    request({port, host: "127.0.0.1", path: "/metrics", headers}, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });
  expect(misdirected).toBe(421);
});

it("openMetricsServer(options) answers 500 if a metric throws, and goes on", async () => {
  const registry = new Registry();
  let isBroken = true;
  const collect = () => {
    if (isBroken) throw new Error("the database is away");
  };
  new Gauge({name: "rows", help: "Rows", registers: [registry], collect});
  const {address} = await serve({registry});
  const response = await fetch(address);
  expect([response.status, await response.text()]).toEqual([
    500,
    "internal error: the database is away\n"
  ]);
  isBroken = false;
  expect((await fetch(address)).status).toBe(200);
});

it("openMetricsServer(options) says what to do about a port that is in use; closing frees it", async () => {
  const {port, close} = await serve({});
  await expect(openMetricsServer({registry: new Registry(), port})).rejects.toThrow(
    `port of metrics in use: ${port} on 127.0.0.1; try another --metrics-port, or 0 to have one chosen`
  );
  await expect(
    openMetricsServer({registry: new Registry(), port: 0, host: "no.such.host.invalid"})
  ).rejects.toThrow("invalid --metrics-host: no.such.host.invalid");
  await close();
  await close();
  open.push(await openMetricsServer({registry: new Registry(), port}));
});

it("openRegistry() has the version and the metrics of the process", async () => {
  const text = await openRegistry().metrics();
  expect(text).toMatch(/^atalaya_build_info\{version="\d+\.\d+\.\d+",node="v\d+[.\d]+"\} 1$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
});
