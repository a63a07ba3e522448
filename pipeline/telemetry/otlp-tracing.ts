import {setTimeout as sleep} from "node:timers/promises";
import {ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags} from "@opentelemetry/api";
import type {Context, Span, Tracer} from "@opentelemetry/api";
import {OTLPTraceExporter} from "@opentelemetry/exporter-trace-otlp-http";
import {defaultResource, resourceFromAttributes} from "@opentelemetry/resources";
import {BasicTracerProvider, BatchSpanProcessor, RandomIdGenerator} from "@opentelemetry/sdk-trace-base"; // prettier-ignore
import type {SpanExporter} from "@opentelemetry/sdk-trace-base";
import {withoutSecrets} from "../config/secret.js";
import {readVersion} from "../config/package.js";
import type {TracingSettings} from "../config/tracing.js";
import {formatTraceparent, maybeTraceparent} from "./trace-context.js";
import type {SpanIds} from "./trace-context.js";
import {cleanAttributes, cleanError} from "./span.js";
import type {SpanEnd, SpanStart, TracedSpan, Tracing} from "./span.js";

/** For how long the end of the work waits for the receiver, in milliseconds. */
const patience = 2_000;

/** Returns a sender of spans to the receiver of *settings*; *warn* is called once, if it does not get them. */
export function otlpTracing(settings: TracingSettings, warn: (message: string) => void): Tracing {
  const ids = givenIds();
  const count = {ended: 0, delivered: 0};
  let hasWarned = false;
  const fail = (reason: string) => {
    if (!hasWarned)
      warn(
        `OpenTelemetry at ${settings.url}: ${count.ended - count.delivered} of ${count.ended} spans not delivered: ${withoutSecrets(reason)}; the work is not touched by it`
      );
    hasWarned = true;
  };
  const exporter = counted(exporterOf(settings), count, fail);
  const processor = new BatchSpanProcessor(exporter);
  const provider = new BasicTracerProvider({
    resource: resourceOf(settings),
    idGenerator: ids,
    spanProcessors: [processor]
  });
  const tracer = provider.getTracer("atalaya", readVersion());
  const flush = async () => {
    await withinPatience(processor.forceFlush(), fail);
  };
  return {
    start: (start) => startSpan(tracer, ids, start, () => ++count.ended),
    flush,
    async close() {
      await flush();
      if (count.delivered < count.ended) fail(`no answer within ${patience / 1000} s`);
      provider.shutdown().catch(() => {}); // which may wait for the receiver
    }
  };
}

function exporterOf({url, headers, timeout}: TracingSettings): SpanExporter {
  const revealed = Object.entries(headers).map(([name, value]) => [name, value.reveal()] as const);
  return new OTLPTraceExporter({
    url,
    headers: Object.fromEntries(revealed),
    timeoutMillis: timeout
  });
}

/** Returns *exporter*, of which the spans that it delivered are counted, and its failures are reported. */
function counted(
  exporter: SpanExporter,
  count: {delivered: number},
  fail: (reason: string) => void
): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === 0) count.delivered += spans.length;
        else fail(reasonOf(result.error));
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown()
  };
}

function reasonOf(error: (Error & {code?: number | string}) | undefined): string {
  const {code, message = "no answer"} = error ?? {};
  return [code, message].filter((part) => part !== undefined && part !== "").join(" ");
}

function resourceOf({service, resource}: TracingSettings) {
  const own = {"service.name": service, "service.version": readVersion()};
  return defaultResource().merge(resourceFromAttributes({...resource, ...own}));
}

/** A generator of random ids, or of those that it was given for the next span. */
function givenIds() {
  const random = new RandomIdGenerator();
  let next: SpanIds | undefined;
  return {
    generateTraceId: () => next?.traceId ?? random.generateTraceId(),
    generateSpanId: () => next?.spanId ?? random.generateSpanId(),
    /** Returns what *work* returns, which begins a span with *ids*. */
    with<T>(ids: SpanIds | undefined, work: () => T): T {
      next = ids;
      try {
        return work();
      } finally {
        next = undefined;
      }
    }
  };
}

function startSpan(
  tracer: Tracer,
  ids: ReturnType<typeof givenIds>,
  {name, ids: own, traceparent, attributes, at}: SpanStart,
  onEnd: () => void
): TracedSpan {
  const options = {kind: SpanKind.INTERNAL, attributes: cleanAttributes(attributes), startTime: at};
  const parent = contextOf(tracer, ids, traceparent);
  const span = ids.with(own, () => tracer.startSpan(name, options, parent));
  const {traceId, spanId} = span.spanContext();
  let isOver = false;
  return {
    traceparent: formatTraceparent({traceId, spanId}, isSampled(span)),
    end(end = {}) {
      if (isOver) return;
      isOver = true;
      if (isSampled(span)) onEnd();
      endSpan(span, end);
    }
  };
}

function endSpan(span: Span, {at, attributes, error}: SpanEnd): void {
  span.setAttributes(cleanAttributes(attributes));
  if (error === undefined) span.setStatus({code: SpanStatusCode.OK});
  else {
    const message = cleanError(error);
    const type = error instanceof Error ? error.name : "Error";
    span.addEvent("exception", {"exception.type": type, "exception.message": message}, at);
    span.setStatus({code: SpanStatusCode.ERROR, message});
  }
  span.end(at);
}

/**
 * Returns the context of the span of *traceparent*. Whether a trace is sampled follows from its id here as wherever it begins, though
 * who made the `traceparent` may not have asked the sampler.
 */
function contextOf(
  tracer: Tracer,
  ids: ReturnType<typeof givenIds>,
  traceparent: string | undefined
): Context {
  const given = traceparent === undefined ? undefined : maybeTraceparent(traceparent);
  if (!given) return ROOT_CONTEXT;
  const {traceId, spanId} = given;
  const probe = ids.with(given, () => tracer.startSpan("probe", {root: true}));
  const traceFlags = given.isSampled && isSampled(probe) ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, {traceId, spanId, traceFlags, isRemote: true});
}

function isSampled(span: Span): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Waits for *work*, but not longer than the end of the work may take. */
async function withinPatience(work: Promise<void>, fail: (reason: string) => void): Promise<void> {
  const done = new AbortController();
  const reported = work.catch((error: unknown) => fail(reasonOf(error as Error)));
  const timer = sleep(patience, undefined, {signal: done.signal}).catch(() => {});
  await Promise.race([reported, timer]);
  done.abort();
}
