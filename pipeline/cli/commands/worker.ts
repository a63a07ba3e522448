import {availableParallelism} from "node:os";
import type {Registry} from "prom-client";
import {UsageError} from "../../config/errors.js";
import type {Reporter} from "../../artifacts/context.js";
import {engineSettings} from "../../engine/engine-settings.js";
import {lostLeaseCode, supervise} from "../../engine/supervise.js";
import {openTracing} from "../../telemetry/tracing.js";
import {feedLabel} from "../metrics-option.js";
import {maybeInteger, maybeNumber} from "../option-values.js";
import type {Command, CommandCall} from "./command.js";

const defaults = {concurrency: 1, drain: 60} as const;

/** The smallest limit of memory, in MB: what the process takes before it does anything, and some for one task. */
const minMemory = 400;

/** The share of the memory that JavaScript objects may take; databases take as much, and buffers the rest. */
const heapShare = 0.4;

/** Does the tasks of distributed runs. */
export const command: Command = {
  usage: "",
  description: `Does the tasks of distributed runs (\`atalaya run --distributed\`), and coordinates one run at
a time. Any number of workers share a PostgreSQL server and the stores; one may come, go
or die at any time. It ends on SIGTERM: takes nothing new, hands its run to another worker,
and finishes its tasks.`,
  options: {
    concurrency: {type: "string"},
    "memory-limit": {type: "string"},
    drain: {type: "string"},
    cache: {type: "string"},
    "metrics-port": {type: "string"},
    "metrics-host": {type: "string"}
  },
  optionHelp: [
    [
      "--concurrency N",
      `tasks at a time (${defaults.concurrency}); each gets its share of --threads`
    ],
    [
      "--memory-limit MB",
      "memory of the process: of its objects, and of the databases of tasks (none)"
    ],
    [
      "--drain SECONDS",
      `how long its tasks may take after SIGTERM, 0 to 86400 (${defaults.drain})`
    ],
    ["--cache DIR", "folder of the copies of objects ($ATALAYA_WORKSPACE/cache)"],
    ["--metrics-port PORT", "serves /metrics, /health/live and /health/ready (none)"],
    ["--metrics-host HOST", "where to serve them (127.0.0.1: this machine only)"]
  ],
  async run(call) {
    const {values, settings, reporter} = call;
    const {concurrency, memory, drain} = readOptions(call);
    engineSettings(settings, "`atalaya worker`");
    if (!process.connected)
      // the process below has a channel to this one
      return supervise({
        args: process.argv.slice(2),
        heapMegabytes: memory === null ? null : Math.floor(memory * heapShare),
        warn: (message) => reporter.warn(message)
      });
    const cache = typeof values.cache === "string" ? values.cache : settings.cache;
    return work({...call, settings: {...settings, cache}}, {concurrency, memory, drain});
  }
};

interface Options {
  concurrency: number;
  /** In MB; null for no limit. */
  memory: number | null;
  /** In seconds. */
  drain: number;
}

function readOptions({values}: CommandCall): Options {
  const most = Math.max(64, availableParallelism());
  const memory = maybeInteger(values, "memory-limit", {min: minMemory, max: 10_000_000}) ?? null;
  if (values.cache === "") throw new UsageError("invalid --cache: it is empty; name a folder");
  return {
    concurrency: maybeInteger(values, "concurrency", {min: 1, max: most}) ?? defaults.concurrency,
    memory,
    drain: maybeNumber(values, "drain", {min: 0, max: 86_400}) ?? defaults.drain
  };
}

async function work(call: CommandCall, {concurrency, memory, drain}: Options): Promise<number> {
  const {settings, reporter, values} = call;
  const {startWorkerProcess} = await import("../../engine/worker.js");
  const {engineMetrics} = await import("../../engine/engine-metrics.js");
  const port = maybeInteger(values, "metrics-port", {min: 0, max: 65_535});
  const metrics =
    port === undefined || port === null ? undefined : engineMetrics(await openMetrics(call));
  const tracing = await openTracing(settings.tracking.openTelemetry, (text) => reporter.warn(text));
  const memoryLimit = memory === null ? null : memory * 1e6;
  const options = {concurrency, memoryLimit, watch: metrics?.watch};
  const worker = await startWorkerProcess(settings, quietReporter(reporter), options);
  const host = typeof values["metrics-host"] === "string" ? values["metrics-host"] : undefined;
  const server = await metrics?.serve({port: port!, host, ready: () => worker.obstacle() ?? true});
  const where = server ? `; metrics at ${server.address}` : "";
  const {executor, version} = worker;
  reporter.found?.(
    `worker ${executor} of version ${version}, ${concurrency} tasks at a time${where}`
  );
  process.send?.("joined");
  const ending = new Promise<number>((resolve) => {
    void worker.lost.then(() => resolve(lostLeaseCode));
    onSignals(async (signal) => {
      reporter.found?.(`${signal}: finishes its tasks, for ${drain} s at most, and ends`);
      await worker.drain(drain);
      resolve(0);
    });
  });
  const code = await ending;
  await tracing?.close();
  process.exit(code); // what hangs, as on a network that is cut, is not waited for
}

/** Returns a registry with the metrics of the data, beside which those of the worker come. */
async function openMetrics({settings, values}: CommandCall): Promise<Registry> {
  const [{openRegistry}, {dataMetrics}, {readDataFacts}] = await Promise.all([
    import("../../telemetry/registry.js"),
    import("../../telemetry/data/data-metrics.js"),
    import("../../telemetry/data/read-data-facts.js")
  ]);
  const registry = openRegistry();
  dataMetrics(registry, feedLabel(values), () => readDataFacts(settings), {onScrape: true});
  return registry;
}

/** Calls *end* at the first signal; the second ends the process at once. Without its supervisor, it ends too. */
function onSignals(end: (signal: string) => Promise<void>): void {
  let endedAt = 0;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      const now = performance.now();
      if (endedAt === 0) void end(signal);
      else if (now - endedAt > 1_000) process.exit(1); // a terminal sends one to each process
      endedAt ||= now;
    });
  }
  process.on("disconnect", () => process.exit(1));
}

/** Tasks report nothing but warnings: others follow the run. */
function quietReporter(reporter: Reporter): Reporter {
  const silent = () => {};
  return {
    begin: silent,
    progress: silent,
    end: silent,
    warn: (message) => reporter.warn(message),
    ...(reporter.with && {with: (fields) => quietReporter(reporter.with!(fields))})
  };
}
