import {startHttp} from "../tracking/http-server.js";
import type {HttpServer} from "../tracking/http-server.js";

/** A span as OTLP has it in JSON; see opentelemetry-proto, trace/v1/trace.proto. */
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: {name: string; value: unknown}[];
  status: {code: number; message?: string};
}

/** What a collector was sent of a span: its attributes by name, the times as dates, and the attributes of its resource. */
export interface CollectedSpan extends Omit<OtlpSpan, "attributes"> {
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
  from: Date;
  until: Date;
}

/** A collector that speaks OTLP/HTTP with JSON. */
export interface Collector extends HttpServer {
  spans(): CollectedSpan[];
}

/** Starts a collector on a loopback address, which answers *status*. */
export async function startCollector(status = 200): Promise<Collector> {
  const server = await startHttp((response) =>
    response.writeHead(status, {"Content-Type": "application/json"}).end("{}")
  );
  const spans = () => server.received.flatMap(({body}) => spansOf(JSON.parse(body) as Request));
  return {...server, spans};
}

interface Pair {
  key: string;
  value: Record<string, unknown>;
}

interface Request {
  resourceSpans: {
    resource: {attributes: Pair[]};
    scopeSpans: {scope: {name: string}; spans: (OtlpSpan & {attributes: unknown})[]}[];
  }[];
}

function spansOf({resourceSpans}: Request): CollectedSpan[] {
  return resourceSpans.flatMap(({resource, scopeSpans}) =>
    scopeSpans.flatMap(({spans}) =>
      spans.map((span) => ({
        ...span,
        attributes: valuesOf(span.attributes as unknown as Pair[]),
        resource: valuesOf(resource.attributes),
        from: dateOf(span.startTimeUnixNano),
        until: dateOf(span.endTimeUnixNano)
      }))
    )
  );
}

/** An attribute is a tagged value: `{"stringValue": "a"}`, `{"intValue": 3}`. */
function valuesOf(pairs: Pair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({key, value}) => [key, Object.values(value)[0]]));
}

function dateOf(nanoseconds: string): Date {
  return new Date(Number(BigInt(nanoseconds) / 1_000_000n));
}
