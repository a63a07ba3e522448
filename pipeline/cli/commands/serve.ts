import {existsSync} from "node:fs";
import {join, resolve} from "node:path";
import {UsageError} from "../../config/errors.js";
import {siteDefaults} from "../../site/defaults.js";
import {hostNames} from "../../site/serve/hosts.js";
import {serve} from "../../site/serve/serve.js";
import type {Command, CommandCall} from "./command.js";
import {feedLabel, maybeMetricsPlace, metricsHelp, metricsOptions} from "../metrics-option.js";
import type {MetricsPlace} from "../metrics-option.js";
import {maybeInteger} from "../option-values.js";

/** The options of where to serve. */
export const serveOptions: Command["options"] = {
  out: {type: "string"},
  port: {type: "string"},
  host: {type: "string"},
  "allow-host": {type: "string", multiple: true},
  ...metricsOptions
};

/** Their help. */
export const serveHelp: Command["optionHelp"] = [
  ["--out DIR", `the folder of the site (${siteDefaults.out})`],
  ["--port N", `the port (the first free one from ${siteDefaults.port} on)`],
  ["--host NAME", `the name or address to listen on (${siteDefaults.host}: this machine only)`],
  ["--allow-host NAME", "a name that it is asked for as well, as behind a proxy; repeatable"],
  ...metricsHelp
];

/** Serves the site that was built. */
export const command: Command = {
  usage: "",
  description: `Serves the site that \`atalaya build\` made, until interrupted. Pages are kept to
themselves by a strict Content-Security-Policy; large tables are read in ranges.`,
  options: serveOptions,
  optionHelp: serveHelp,
  async run(call) {
    await serveSite(readServeRequest(call), call);
    return 0;
  }
};

/** The site to serve, and the port and host to listen on. */
export interface ServeRequest {
  /** The folder of the site, as in the command line. */
  out: string;
  port?: number;
  host?: string;
  /** The other names that it answers to. */
  allowHosts: string[];
  /** Where its metrics are served; null for nowhere. */
  metrics: MetricsPlace | null;
}

/** Returns the request in the options of *call*; throws a UsageError. */
export function readServeRequest({values}: Pick<CommandCall, "values">): ServeRequest {
  const port = maybeInteger(values, "port", {min: 0, max: 65_535});
  const {out = siteDefaults.out, host} = values as {out?: string; host?: string};
  const allowHosts = [values["allow-host"] ?? []].flat().map(String);
  hostNames(host, allowHosts);
  return {out, port, host, allowHosts, metrics: maybeMetricsPlace(values)};
}

/** Serves the site that *request* names, and prints its address; throws a UsageError if there is none. */
export async function serveSite(
  {out, metrics, ...where}: ServeRequest,
  call: CommandCall
): Promise<void> {
  const root = resolve(out);
  if (!existsSync(join(root, "index.html")))
    throw new UsageError(`site not found: ${out}; try \`atalaya build\``);
  const watched = metrics ? await serveMetrics(metrics, root, call) : undefined;
  const {address} = await serve({root, ...where, observed: watched?.observed});
  const also = watched ? {metrics: watched.address} : {};
  const and = watched ? `, its metrics at ${watched.address}` : "";
  call.print(
    call.json
      ? JSON.stringify({address, root, ...also})
      : `Atalaya is at ${address}${and} (Ctrl+C ends it)`
  );
}

/** Serves the metrics of the site in *root* and, where the workspace is at hand, of its data; returns what observes its requests. */
async function serveMetrics(place: MetricsPlace, root: string, {settings, values}: CommandCall) {
  const [{openRegistry}, {openMetricsServer}, {siteMetrics}, {dataMetrics}, {readDataFacts}] =
    await Promise.all([
      import("../../telemetry/registry.js"),
      import("../../telemetry/metrics-server.js"),
      import("../../site/serve/site-metrics.js"),
      import("../../telemetry/data/data-metrics.js"),
      import("../../telemetry/data/read-data-facts.js")
    ]);
  const registry = openRegistry();
  const observed = siteMetrics(registry, root);
  dataMetrics(registry, feedLabel(values), () => readDataFacts(settings), {onScrape: true});
  const ready = () => existsSync(join(root, "index.html")) || "the site has no index.html";
  const {address} = await openMetricsServer({registry, ...place, ready});
  return {address, observed};
}
