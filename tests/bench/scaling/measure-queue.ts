import {readdirSync, readFileSync} from "node:fs";
import {DBOS} from "@dbos-inc/dbos-sdk";
import pg from "pg";
import {startPostgres} from "../../services/postgres.js";
import type {ScalingConstants} from "./constants.js";

/** Ticks of a second in /proc, on every Linux that there is. */
const ticks = 100;

/**
 * Queues *tasks* tasks that do nothing with DBOS, on a PostgreSQL of this machine that writes durably, and does them in this process,
 * sixteen at a time; returns what each took.
 */
export async function measureQueue(tasks: number): Promise<ScalingConstants["queue"]> {
  const server = await startPostgres({durable: true});
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    const work = DBOS.registerWorkflow(async (i: number) => Promise.resolve(i), {name: "nothing"});
    DBOS.setConfig({
      name: "bench-scaling",
      systemDatabaseUrl: server.url.replace(/\/atalaya$/, "/dbos_bench"),
      runAdminServer: false,
      logLevel: "error"
    });
    await DBOS.launch();
    const queue = await DBOS.registerQueue("tasks", {
      workerConcurrency: 16,
      minPollingIntervalMs: 50
    });
    const run = async (n: number) => {
      const handles = [];
      for (let i = 0; i < n; ++i)
        handles.push(await DBOS.startWorkflow(work, {queueName: queue.name})(i));
      for (const handle of handles) await handle.getResult();
    };
    await run(50); // compiled, connected
    const [before, committed, busy] = [process.cpuUsage(), await commits(client), serverSeconds()];
    await run(tasks);
    const {user, system} = process.cpuUsage(before);
    const transactions = (await commits(client)) - committed;
    return {
      transactionsPerTask: transactions / tasks,
      databaseSecondsPerTransaction: (serverSeconds() - busy) / transactions,
      workerSecondsPerTask: (user + system) / 1e6 / tasks
    };
  } finally {
    await DBOS.shutdown();
    await client.end();
    await server.stop();
  }
}

async function commits(client: pg.Client): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // the server counts a second later
  const {rows} = await client.query<{n: string}>(
    "SELECT sum(xact_commit) AS n FROM pg_stat_database"
  );
  return Number(rows[0].n);
}

/** Returns the processor seconds of the PostgreSQL servers that this process started, and of their processes. */
function serverSeconds(): number {
  const parents = new Map<number, number>();
  const used = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from the third: a name may have spaces
      parents.set(Number(name), Number(fields[1]));
      if (stat.includes("(postgres)"))
        used.set(
          Number(name),
          fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
        );
    } catch {
      // It ended meanwhile.
    }
  }
  const isOurs = (id: number): boolean =>
    id === process.pid || (parents.has(id) && isOurs(parents.get(id)!));
  let total = 0;
  for (const [id, seconds] of used) if (isOurs(id)) total += seconds;
  return total / ticks;
}
