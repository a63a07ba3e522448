import {afterEach, expect, it, vi} from "vitest";
import {maybeTracing} from "../../../pipeline/config/tracing.js";
import {maybeTraceparent, spanIdsOf, traceparentOf} from "../../../pipeline/telemetry/trace-context.js"; // prettier-ignore
import {openTracing, taskSpan} from "../../../pipeline/telemetry/tracing.js";
import {startCollector} from "./collector.js";
import type {Collector} from "./collector.js";

let collector: Collector | undefined;

afterEach(async () => {
  await collector?.close();
  vi.unstubAllEnvs();
});

const warnings: string[] = [];
const warn = (message: string) => void warnings.push(message);

async function open(status?: number) {
  warnings.length = 0;
  collector = await startCollector(status);
  const settings = maybeTracing({OTEL_EXPORTER_OTLP_ENDPOINT: collector.url}, [])!;
  return (await openTracing(settings, warn))!;
}

it("traceparentOf(run, phase) is a valid W3C trace context, the same in every process", () => {
  const [ofRun, ofPhase] = [traceparentOf("r1"), traceparentOf("r1", "training")];
  expect(ofRun).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(maybeTraceparent(ofPhase)).toEqual({...spanIdsOf("r1", "training"), isSampled: true});
  expect(ofPhase.slice(0, 35)).toBe(ofRun.slice(0, 35));
  expect(ofPhase).not.toBe(ofRun);
  expect(traceparentOf("r2").slice(0, 35)).not.toBe(ofRun.slice(0, 35));
});

it.each([
  "",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"
])("maybeTraceparent(%j) is undefined", (text) => {
  expect(maybeTraceparent(text)).toBeUndefined();
});

it("taskSpan(task, work) only calls the work, and loads nothing, where no endpoint is set", async () => {
  expect(await openTracing(null, warn)).toBeUndefined();
  expect(await taskSpan({task: "a", kind: "k"}, () => Promise.resolve(3))).toBe(3);
  const loaded = await import("node:module").then(({createRequire}) => createRequire(import.meta.url).cache ?? {}); // prettier-ignore
  expect(Object.keys(loaded).filter((path) => path.includes("@opentelemetry"))).toEqual([]);
});

it("taskSpan(task, work) sends a span of the task, a part of the phase that it came with", async () => {
  const tracing = await open();
  const traceparent = traceparentOf("r1", "training");
  const task = {task: "silver/day=1", kind: "silver", run: "r1", traceparent};
  const attributes = {"atalaya.worker": "w1", "atalaya.attempt": 2};
  expect(await taskSpan({...task, attributes}, () => Promise.resolve(3))).toBe(3);
  const failing = taskSpan(task, () => Promise.reject(new Error("disk full")));
  await expect(failing).rejects.toThrow("disk full");
  await tracing.close();
  expect(warnings).toEqual([]);
  const [done, failed] = collector!.spans();
  expect(done).toMatchObject({
    name: "silver",
    traceId: spanIdsOf("r1").traceId,
    parentSpanId: spanIdsOf("r1", "training").spanId,
    status: {code: 1},
    attributes: {"atalaya.run": "r1", "atalaya.task": "silver/day=1", "atalaya.attempt": 2}
  });
  expect(done.resource).toMatchObject({"service.name": "atalaya"});
  expect(failed).toMatchObject({traceId: done.traceId, status: {code: 2, message: "disk full"}});
  expect(failed.spanId).not.toBe(done.spanId);
});

it("openTracing(settings, warn) keeps whole traces where a part of them is sampled, in every process alike", async () => {
  vi.stubEnv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
  vi.stubEnv("OTEL_TRACES_SAMPLER_ARG", "0.5");
  const tracing = await open();
  for (let i = 0; i < 40; ++i) {
    const span = tracing.start({name: "run", ids: spanIdsOf(`r${i}`)});
    await taskSpan({task: "a", kind: "k", traceparent: traceparentOf(`r${i}`)}, async () => {});
    span.end();
  }
  await tracing.close();
  const of = (name: string) =>
    collector!.spans().flatMap((span) => (span.name === name ? span.traceId : []));
  expect(of("run")).toEqual(of("k"));
  expect(of("run").length).toBeGreaterThan(5);
  expect(of("run").length).toBeLessThan(35);
});

it("openTracing(settings, warn) warns once, without secrets, of a receiver that refuses; the work goes on", async () => {
  const tracing = await open(403);
  for (let i = 0; i < 3; ++i) await taskSpan({task: `t${i}`, kind: "k"}, async () => {});
  await tracing.close();
  await tracing.close();
  expect(warnings).toEqual([
    `OpenTelemetry at ${collector!.url}/v1/traces: 3 of 3 spans not delivered: 403 Forbidden; the work is not touched by it`
  ]);
});

it("openTracing(settings, warn) waits two seconds at most for a receiver that is away", async () => {
  const tracing = await open();
  await collector!.close();
  await taskSpan({task: "t", kind: "k"}, async () => {});
  const begun = performance.now();
  await tracing.close();
  expect(performance.now() - begun).toBeLessThan(4_000);
  expect(warnings).toEqual([expect.stringContaining("1 of 1 spans not delivered: ")]); // prettier-ignore
});
