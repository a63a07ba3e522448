import {createServer} from "node:http";
import type {IncomingMessage, Server, ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import type {Registry} from "prom-client";
import {errorMessage} from "../../src/core/error-message.js";
import {UsageError} from "../config/errors.js";
import {hostNames, isForUs} from "../site/serve/hosts.js";

/** Why a process is not ready: false, or a sentence without secrets; true or null if it is. */
export type Readiness = boolean | string | null;

/** What a metrics server serves, and where. */
export interface MetricsServerOptions {
  /** The metrics of this process. */
  registry: Registry;

  /** The port; 0 for any. */
  port: number;

  /** The name or address to listen on; defaults to 127.0.0.1, this machine only. */
  host?: string;

  /** Returns whether the process can do its work now; defaults to always. Called for each probe; must not throw. */
  ready?(): Readiness | Promise<Readiness>;
}

/** A server of metrics and probes. */
export interface MetricsServer {
  /** E.g., `http://127.0.0.1:9464/metrics`. */
  address: string;

  port: number;

  /** Stops at once; may be called twice. */
  close(): Promise<void>;
}

/** The name or address that metrics are served on if none is given: this machine only. */
export const metricsHost = "127.0.0.1";

/** A scrape and a probe are short requests, without a body. */
const limits = {
  headersTimeout: 5_000, // milliseconds
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192 // bytes
};

/** The most connections at once. */
const maxConnections = 64;

/** The time after which a probe or a scrape is answered without what it waits for, in milliseconds. */
const patience = 5_000;

/**
 * Serves `/metrics` in the text format of Prometheus, `/health/live` (200 while the process answers) and
 * `/health/ready` (200, or 503 with the reason). On the loopback, only requests for the name of this machine are answered, so that no
 * page of another host reads them by resolving its own name to it. Rejects with a UsageError if it cannot listen there.
 */
export async function openMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const {port, host = metricsHost} = options;
  const names = isLoopback(host) ? hostNames(host) : null;
  const server = createServer(limits, (request, response) => {
    answer(request, names, options).then(
      ({status, type = "text/plain; charset=utf-8", body}) => {
        response.writeHead(status, {...headers, "Content-Type": type});
        response.end(request.method === "HEAD" ? undefined : body);
      },
      (error: unknown) => fail(response, error)
    );
  });
  server.maxConnections = maxConnections;
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/metrics`,
    port: bound,
    async close() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}

interface Answer {
  status: number;
  type?: string;
  body: string;
}

const headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"};

async function answer(
  request: IncomingMessage,
  names: readonly string[] | null,
  {registry, ready = () => true}: MetricsServerOptions
): Promise<Answer> {
  if (names && !isForUs(request, names)) return {status: 421, body: "misdirected request\n"};
  if (request.method !== "GET" && request.method !== "HEAD")
    return {status: 405, body: "method not allowed\n"};
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path === "/health/live") return {status: 200, body: "live\n"};
  if (path === "/health/ready") return readyAnswer(await inTime(ready()));
  if (path !== "/metrics") return {status: 404, body: "not found; try /metrics\n"};
  const text = await inTime(registry.metrics());
  if (text === late) return {status: 503, body: `no metrics within ${patience / 1000} s\n`};
  return {status: 200, type: registry.contentType, body: text};
}

const late = Symbol("late");

/** Returns what *work* resolves to, or `late`. */
async function inTime<T>(work: T | Promise<T>): Promise<T | typeof late> {
  const done = new AbortController();
  const timer = sleep(patience, late, {signal: done.signal, ref: false});
  timer.catch(() => {}); // aborted
  try {
    return await Promise.race([work, timer]);
  } finally {
    done.abort();
  }
}

function readyAnswer(ready: Readiness | typeof late): Answer {
  if (ready === true || ready === null) return {status: 200, body: "ready\n"};
  const reason = ready === late ? `no answer within ${patience / 1000} s` : ready || "not ready";
  return {status: 503, body: `${reason}\n`};
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(500, {...headers, "Content-Type": "text/plain; charset=utf-8"});
  response.end(`internal error: ${errorMessage(error).slice(0, 200)}\n`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = ({code, message}: NodeJS.ErrnoException) =>
      reject(cannotListen(code ?? message, host, port));
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function cannotListen(code: string, host: string, port: number): UsageError {
  if (code === "EADDRINUSE")
    return new UsageError(
      `port of metrics in use: ${port} on ${host}; try another --metrics-port, or 0 to have one chosen`
    );
  if (code === "EACCES")
    return new UsageError(`port of metrics not allowed: ${port}; try --metrics-port 9464`);
  return new UsageError(`invalid --metrics-host: ${host} (${code}); try ${metricsHost}`);
}
