import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {maybeSecret, Secret} from "./secret.js";

/** The receiver of traces. */
export interface TracingSettings {
  /** The URL that spans are posted to, by OTLP over HTTP as JSON. */
  url: string;

  /** The headers of each request, by name. */
  headers: Readonly<Record<string, Secret>>;

  /** For how long to try to send some spans, in milliseconds. */
  timeout: number;

  /** The name of the service in the traces. */
  service: string;

  /** Further attributes of whoever makes the spans, by name. */
  resource: Readonly<Record<string, string>>;
}

/**
 * Returns where traces go, by the variables of OpenTelemetry in *env*; undefined if they name no receiver, or switch traces off. What is
 * named and cannot be followed becomes a warning. Throws a UsageError, which never holds a header, if a value is wrong.
 */
export function maybeTracing(env: Environment, warnings: string[]): TracingSettings | undefined {
  const isOff = env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true";
  const url = isOff || env.OTEL_TRACES_EXPORTER === "none" ? undefined : maybeEndpoint(env);
  if (url === undefined) return undefined;
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol === "grpc") {
    warnings.push(
      "OTEL_EXPORTER_OTLP_PROTOCOL is not followed: grpc; traces are sent by HTTP, to port 4318 of most collectors; unset it"
    );
    return undefined;
  }
  const resource = readPairs("OTEL_RESOURCE_ATTRIBUTES", env.OTEL_RESOURCE_ATTRIBUTES);
  return Object.freeze({
    url,
    headers: {...headersOf(env, "OTEL_EXPORTER_OTLP_HEADERS"), ...headersOf(env, "OTEL_EXPORTER_OTLP_TRACES_HEADERS")}, // prettier-ignore
    timeout: readTimeout(env),
    service: env.OTEL_SERVICE_NAME || resource["service.name"] || "atalaya",
    resource
  });
}

/** Returns the URL of traces: that of the variable for traces as it is, or `v1/traces` below that for all signals. */
function maybeEndpoint(env: Environment): string | undefined {
  const own = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (own) return readUrl("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own);
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!base) return undefined;
  return `${readUrl("OTEL_EXPORTER_OTLP_ENDPOINT", base).replace(/\/$/, "")}/v1/traces`;
}

function readUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`invalid ${name}: it is no HTTP URL; try http://127.0.0.1:4318`);
  if (url.username || url.password)
    throw new UsageError(
      `invalid ${name}: it holds credentials; put them in OTEL_EXPORTER_OTLP_HEADERS`
    );
  if (url.search || url.hash)
    throw new UsageError(`invalid ${name}: it has a query or a fragment; omit them`);
  return url.href;
}

function headersOf(env: Environment, name: string): Record<string, Secret> {
  const pairs = Object.entries(readPairs(name, maybeSecret(env, name)?.reveal()));
  return Object.fromEntries(pairs.map(([header, value]) => [header.toLowerCase(), new Secret(value)])); // prettier-ignore
}

/** Returns the pairs of *text*, `name=value,name=value`, with percent-encoded values. */
function readPairs(name: string, text = ""): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key, ...rest] = pair.split("=");
      const value = rest.length > 0 ? maybeDecoded(rest.join("=").trim()) : undefined;
      if (value !== undefined && /^[^\s:]+$/.test(key.trim()) && !/[\r\n]/.test(value))
        return [key.trim(), value];
      throw new UsageError(`invalid ${name}: it is no list of pairs; try name=value,name=value`);
    })
  );
}

function maybeDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** In milliseconds; a fifth of that of OpenTelemetry’s own exporters, which try for as long, and so does a process that wants to end. */
const defaultTimeout = 2_000;

function readTimeout(env: Environment): number {
  const [name] = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"].filter(
    (one) => env[one]
  );
  if (name === undefined) return defaultTimeout;
  const milliseconds = /^\d{1,7}$/.test(env[name]!) ? Number(env[name]) : NaN;
  if (milliseconds > 0) return milliseconds;
  throw new UsageError(`invalid ${name}: ${env[name]}; it is a number of milliseconds`);
}
