import {afterEach, expect, it} from "vitest";
import {readTracking} from "../../../../pipeline/config/tracking.js";
import {openTelemetryListener} from "../../../../pipeline/tracking/opentelemetry/listener.js";
import {spanIdsOf} from "../../../../pipeline/telemetry/trace-context.js";
import {phases} from "../../../../src/core/schema/artifacts.js";
import {startCollector} from "../../telemetry/collector.js";
import type {Collector} from "../../telemetry/collector.js";
import {at, momentsOf} from "../moments.js";

let collector: Collector;
afterEach(() => collector.close());

const secret = "s3cr3t-t0ken-of-collector";

/** Passes on the moments of a run, and returns the spans that a collector got, and what was warned of. */
async function send(moments = momentsOf()) {
  const warnings: string[] = [];
  collector = await startCollector();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${secret}`
  };
  const warn = (message: string) => void warnings.push(message);
  const listener = await openTelemetryListener(readTracking(env).openTelemetry!, {warn});
  for (const moment of moments) listener.notify(moment);
  await listener.close();
  return {spans: collector.spans(), warnings};
}

const run = momentsOf()[0].kind === "run-begun" ? momentsOf()[0] : null;
const name = (run as {start: {run: string}}).start.run;

it("openTelemetryListener(settings) posts a span of the run and of each phase, with the headers", async () => {
  const {spans, warnings} = await send();
  expect(warnings).toEqual([]);
  expect(spans.map((span) => span.name)).toEqual([...phases, "run"]);
  const ofRun = spans.at(-1)!;
  expect(ofRun).toMatchObject({...spanIdsOf(name), from: at(0), until: at(9), status: {code: 1}});
  expect(ofRun.parentSpanId).toBeUndefined();
  for (const [i, phase] of phases.entries())
    expect(spans[i]).toMatchObject({
      ...spanIdsOf(name, phase),
      parentSpanId: ofRun.spanId,
      from: at(1 + 2 * i),
      until: at(2 + 2 * i),
      attributes: {"atalaya.run": name, "atalaya.phase": phase, "atalaya.rows_in": 12, "atalaya.reused": false} // prettier-ignore
    });
  const [{method, url, headers, body}] = collector.received;
  expect(`${method} ${url}`).toBe("POST /v1/traces");
  expect(headers).toMatchObject({authorization: `Bearer ${secret}`, "content-type": "application/json"}); // prettier-ignore
  expect(body).not.toContain(secret);
});

it("openTelemetryListener(settings) marks the run and the phase that failed, without secrets", async () => {
  const error = new Error(`no access with ${secret}`);
  const {spans} = await send(momentsOf({failing: "training", error}));
  expect(spans.map((span) => [span.name, span.status.code])).toEqual([
    ["ingestion", 1],
    ["transformation", 1],
    ["training", 2],
    ["run", 2]
  ]);
  expect(spans.at(-1)!.status.message).toBe("no access with [secret]");
  expect(collector.received[0].body).not.toContain(secret);
});

it("openTelemetryListener(settings) ends what had begun when a run is cancelled", async () => {
  const begun = momentsOf().slice(0, 4); // in the second phase
  const cancelled = {kind: "run-cancelled", reason: "interrupted by SIGTERM", at: at(5)} as const;
  const {spans} = await send([...begun, cancelled]);
  expect(spans.map((span) => [span.name, span.status.message])).toEqual([
    ["ingestion", undefined],
    ["transformation", "interrupted by SIGTERM"],
    ["run", "interrupted by SIGTERM"]
  ]);
});
