import {Counter, Gauge, Histogram} from "prom-client";
import type {Registry} from "prom-client";
import {openMetricsServer} from "../telemetry/metrics-server.js";
import type {MetricsServer, MetricsServerOptions} from "../telemetry/metrics-server.js";
import {openRegistry} from "../telemetry/registry.js";
import {leaseSeconds} from "./lease.js";
import {dbosSchema, engineSchema} from "./schema.js";
import type {WatchedWorker, WorkerWatch} from "./worker-watch.js";

/** The bounds of the histogram of tasks, in seconds. */
const buckets = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900];

/** The metrics of a worker, and where they are served. */
export interface EngineMetrics {
  watch: WorkerWatch;
  serve(options: Omit<MetricsServerOptions, "registry">): Promise<MetricsServer>;
}

/** Returns the metrics of a worker: what it does, and what the queue holds, which is asked for at each scrape. */
export function engineMetrics(registry: Registry = openRegistry()): EngineMetrics {
  const registers = [registry];
  const tasks = new Counter({name: "atalaya_tasks_total", help: "Tasks that ended in this worker", labelNames: ["kind", "outcome"], registers}); // prettier-ignore
  const seconds = new Histogram({name: "atalaya_task_seconds", help: "Duration of tasks, retries included", labelNames: ["kind"], buckets, registers}); // prettier-ignore
  const retries = new Counter({name: "atalaya_task_retries_total", help: "Attempts after the first, and waits for the end of an outage", labelNames: ["kind", "why"], registers}); // prettier-ignore
  const runs = new Counter({name: "atalaya_runs_total", help: "Runs that ended while this worker coordinated them", labelNames: ["outcome"], registers}); // prettier-ignore
  const claimed = new Counter({name: "atalaya_leases_claimed_total", help: "Expired leases of other workers that this one ended", registers}); // prettier-ignore
  return {
    watch: {
      started: (worker) => addGauges(worker, registers),
      begun(kind) {
        const end = seconds.startTimer({kind});
        return (outcome) => {
          end();
          tasks.inc({kind, outcome});
        };
      },
      retried: (kind, isOutage) => retries.inc({kind, why: isOutage ? "outage" : "failure"}),
      runEnded: (outcome) => runs.inc({outcome}),
      recovered: (leases) => claimed.inc(leases)
    },
    serve: (options) => openMetricsServer({registry, ...options})
  };
}

function addGauges({database, lease, queues, running}: WatchedWorker, registers: Registry[]): void {
  new Gauge({
    name: "atalaya_tasks_running",
    help: "Tasks that this worker has claimed and not ended",
    registers,
    collect() {
      this.set(running());
    }
  });
  new Gauge({
    name: "atalaya_executor_lease_age_seconds",
    help: `Time since the last confirmed renewal of the lease of this worker, of at most ${leaseSeconds} s`,
    registers,
    collect() {
      this.set(lease.age());
    }
  });
  const read = recently(() => readQueues(database, queues));
  new Gauge({
    name: "atalaya_workers",
    help: "Workers that are alive, of all stores and versions",
    registers,
    async collect() {
      this.set((await read()).workers);
    }
  });
  new Gauge({
    name: "atalaya_queue_depth",
    help: "How many wait in the queue",
    labelNames: ["queue"],
    registers,
    async collect() {
      for (const {queue, depth} of (await read()).queues) this.set({queue}, depth);
    }
  });
  new Gauge({
    name: "atalaya_queue_oldest_seconds",
    help: "Age of the oldest that waits in the queue; 0 if none does",
    labelNames: ["queue"],
    registers,
    async collect() {
      for (const {queue, oldest} of (await read()).queues) this.set({queue}, oldest);
    }
  });
}

interface Queues {
  workers: number;
  queues: {queue: string; depth: number; oldest: number}[];
}

async function readQueues(
  database: WatchedWorker["database"],
  names: WatchedWorker["queues"]
): Promise<Queues> {
  const rows = await database.query<{name: string; depth: number; oldest: number}>(
    `SELECT queue_name AS name, count(*) AS depth,
      greatest(0, extract(epoch FROM now()) - min(created_at) / 1000.0)::float8 AS oldest
    FROM ${dbosSchema}.workflow_status WHERE status = 'ENQUEUED' AND queue_name = ANY($1::text[]) GROUP BY 1`,
    [Object.values(names)]
  );
  const [{workers}] = await database.query<{workers: number}>(
    `SELECT count(*) AS workers FROM ${engineSchema}.executors
    WHERE ended_at IS NULL AND seen_at > now() - make_interval(secs => $1)`,
    [leaseSeconds]
  );
  const queues = Object.entries(names).map(([queue, name]) => {
    const {depth = 0, oldest = 0} = rows.find((row) => row.name === name) ?? {};
    return {queue, depth, oldest};
  });
  return {workers, queues};
}

/** Returns *read*, asked at most once a second: the gauges of a scrape share an answer. */
function recently<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = -Infinity;
  return () => {
    if (answer && performance.now() - askedAt < 1_000) return answer;
    askedAt = performance.now();
    return (answer = read());
  };
}
