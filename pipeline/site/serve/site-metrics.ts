import {readFile, stat} from "node:fs/promises";
import type {IncomingMessage, RequestListener, ServerResponse} from "node:http";
import {extname, join} from "node:path";
import {Counter, Gauge, Histogram} from "prom-client";
import type {Registry} from "prom-client";
import {siteManifestPath} from "../../../src/core/proof/site.js";

/** What a path of a site is, from its ending: few enough to be a label, whatever is asked for. */
export type RouteClass = "page" | "data" | "database" | "asset" | "other";

const endings: Readonly<Record<Exclude<RouteClass, "other">, readonly string[]>> = {
  page: ["", ".html"],
  data: [".json", ".csv", ".parquet", ".arrow", ".jsonl"],
  database: [".duckdb"],
  asset: ".css .js .mjs .map .wasm .woff2 .svg .png .jpg .gif .ico .webp".split(" ")
};

/** Returns the class of the path of *url*. */
export function routeClass(url = "/"): RouteClass {
  const ending = extname(url.split(/[?#]/, 1)[0]).toLowerCase();
  const found = Object.entries(endings).find(([, all]) => all.includes(ending));
  return (found?.[0] ?? "other") as RouteClass;
}

/** The upper bounds of the seconds of a request: a page takes milliseconds, a compressed kernel a second. */
const buckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/**
 * Registers the metrics of the site in *root* in *registry*, and returns what observes the requests that a handler answers. Its age and its
 * run are read from its files when they are asked for.
 */
export function siteMetrics(
  registry: Registry,
  root: string
): (handler: RequestListener) => RequestListener {
  registerAge(registry, root);
  const observe = observerOf(registry);
  return (handler) => (request, response) => {
    observe(request, response);
    handler(request, response);
  };
}

function observerOf(
  registry: Registry
): (request: IncomingMessage, response: ServerResponse) => void {
  const registers = [registry];
  const requests = new Counter({
    name: "atalaya_site_requests_total",
    help: "Requests by class of path and status; aborted: the client left before the end",
    labelNames: ["route", "code"],
    registers
  });
  const seconds = new Histogram({
    name: "atalaya_site_request_seconds",
    help: "Seconds from a request to the end of its answer",
    labelNames: ["route"],
    buckets,
    registers
  });
  const bytes = new Counter({
    name: "atalaya_site_response_bytes_total",
    help: "Bytes sent, with headers",
    labelNames: ["route"],
    registers
  });
  const inFlight = new Gauge({
    name: "atalaya_site_requests_in_flight",
    help: "Requests that are being answered",
    registers
  });
  return (request, response) => {
    const route = routeClass(request.url);
    const {socket} = request;
    const before = socket.bytesWritten;
    const end = seconds.startTimer({route});
    inFlight.inc();
    response.once("close", () => {
      inFlight.dec();
      end();
      bytes.inc({route}, Math.max(0, socket.bytesWritten - before));
      const code = response.writableFinished ? String(response.statusCode) : "aborted";
      requests.inc({route, code});
    });
  };
}

function registerAge(registry: Registry, root: string): void {
  const registers = [registry];
  const look = lookAt(join(root, siteManifestPath));
  new Gauge({
    name: "atalaya_site_built_timestamp_seconds",
    help: "When the list of the files of the site was written, the last of its build, in seconds since 1970",
    registers,
    async collect() {
      const {builtAt} = await look();
      if (Number.isNaN(builtAt)) this.remove();
      else this.set(builtAt);
    }
  });
  new Gauge({
    name: "atalaya_site_run_info",
    help: "Always 1; its label is the run that the site shows",
    labelNames: ["run"],
    registers,
    async collect() {
      const {run} = await look();
      this.reset();
      if (run !== undefined) this.set({run}, 1);
    }
  });
}

/** What a site is: when it was built, in seconds since 1970, NaN if that is not known; and the run that it shows. */
interface Site {
  builtAt: number;
  run?: string;
}

/** Returns what reads the list of files at *path*, and only if it changed. */
function lookAt(path: string): () => Promise<Site> {
  let known: Site = {builtAt: NaN};
  return async () => {
    const written = await stat(path).catch(() => undefined);
    const builtAt = written ? written.mtimeMs / 1000 : NaN;
    if (!Object.is(builtAt, known.builtAt)) known = {builtAt, run: await maybeRun(path)};
    return known;
  };
}

async function maybeRun(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  return /"run":\s*"([\w-]{1,64})"/.exec(text)?.[1]; // the megabytes beside it need no parsing
}
