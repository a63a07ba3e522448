import {spawnSync} from "node:child_process";
import net from "node:net";
import type {AddressInfo} from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import pg from "pg";
import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import {describeWith} from "../services/available.js";
import {missingMinio} from "../services/minio.js";
import {missingPostgres} from "../services/postgres.js";
import {isComplete} from "./matrix.js";
import {servedPlaces} from "./places.js";
import type {Place, ServedPlaces} from "./places.js";
import {atalayaAt} from "./processes.js";
import type {Ending} from "./processes.js";
import {readAudit, readDigests} from "./published.js";
import type {Digests} from "./published.js";
import {startTestWorker} from "./workers.js";
import type {TestWorker, TestWorkerOptions} from "./workers.js";

// What goes wrong with distributed runs: processes die, servers go away, a network is cut, code changes. Minutes; for
// ATALAYA_TEST_FAULTS=all.

const minute = 60_000;

/** The interval of kills, in milliseconds, and the most of them: what a coordinator does alone needs one that lives so long. */
const killEvery = 10_000;
const maxKills = 6;

const feed = ["--flows", process.env.ATALAYA_TEST_FLOWS ?? "40000", "--days", "8", "--seed", "4"];
const request = ["run", "--fast", "--json", ...feed];

describe.skipIf(!isComplete)("distributed runs, disturbed", () => {
  describeWith("with MinIO and PostgreSQL", missingMinio() ?? missingPostgres(), () => {
    let places: ServedPlaces;
    let expected: Digests;
    let workers: TestWorker[] = [];

    beforeAll(async () => {
      places = await servedPlaces();
      const alone = await places.fresh();
      const ending = await atalayaAt(alone, request);
      expect(ending.code, ending.stderr).toBe(0);
      expected = await readDigests(alone);
    }, 10 * minute);

    afterEach(() => {
      for (const worker of workers) worker.kill("SIGKILL");
      workers = [];
    });

    afterAll(() => places.stop());

    const start = async (place: Place, options?: TestWorkerOptions) => {
      const worker = startTestWorker(place.neighbour(), options);
      workers.push(worker);
      await worker.joined;
      return worker;
    };

    const submit = (place: Place) => atalayaAt(place, [...request, "--distributed"]);

    it("a worker killed every few seconds changes nothing", {timeout: 15 * minute}, async () => {
      const place = await places.fresh();
      await Promise.all([start(place), start(place)]);
      const running = isOver(submit(place));
      let killed = 0;
      while (killed < maxKills) {
        await Promise.race([sleep(killEvery), running.ended]);
        if (running.over()) break;
        workers.shift()!.kill("SIGKILL");
        ++killed;
        await start(place);
      }
      await expectOnce(place, await running.ended, expected);
      report("killed", {killed});
      expect(killed).toBeGreaterThan(1);
    });

    it(
      "PostgreSQL that restarts, and a store that is away for 30 s, lose nothing",
      {timeout: 15 * minute},
      async () => {
        const place = await places.fresh();
        await Promise.all([start(place), start(place)]);
        const running = isOver(submit(place));
        await untilTasks(place, 2);
        await places.postgres.down();
        await sleep(8_000);
        await places.postgres.up();
        await sleep(3_000);
        const isEarly = !running.over();
        await places.minio.down();
        await sleep(30_000);
        await places.minio.up();
        await expectOnce(place, await running.ended, expected);
        report("outages", {
          isEarly,
          waits: workers.map((worker) => worker.log().split(" waits").length - 1)
        });
        expect(isEarly).toBe(true);
      }
    );

    it(
      "a worker whose network is cut writes nothing, and its task moves",
      {timeout: 15 * minute},
      async () => {
        const place = await places.fresh();
        const network = await openNetwork(places);
        try {
          const cut = await start(place, {env: network.env, within: network.within});
          const running = isOver(submit(place));
          await untilTasks(place, 2, cut.pid);
          network.cut();
          await start(place);
          await expectOnce(place, await running.ended, expected);
          network.mend();
          expect(await cut.ended).toBe(75); // its lease is lost: a new process would take its place
          await expectOnce(place, await running.ended, expected);
        } finally {
          network.close();
        }
      }
    );

    it("no run is done by two versions of the code", {timeout: 15 * minute}, async () => {
      const place = await places.fresh();
      const old = await start(place, {env: {ATALAYA_CODE_VERSION: "old"}});
      const running = isOver(submit(place));
      await untilTasks(place, 2);
      await start(place, {env: {ATALAYA_CODE_VERSION: "new"}});
      old.kill("SIGTERM");
      expect(await old.ended).toBe(0);
      const ending = await running.ended;
      expect(ending.code, ending.stderr).toBe(0);
      expect(await readDigests(place)).toEqual(expected);
      const {runs, breaches} = await readAudit(place);
      expect(breaches).toEqual([]);
      expect(runs.map(({status}) => status)).toEqual(["succeeded", "failed"]);
      expect(runs[1].error).toMatch(
        /^its version old has no worker; it was started anew as \d{8}-/
      );
      const versions = await ask<{versions: number}>(
        place,
        `SELECT max(n) AS versions FROM (SELECT count(DISTINCT application_version) AS n
        FROM atalaya_dbos.workflow_status WHERE parent_workflow_id IS NOT NULL GROUP BY parent_workflow_id) AS t`
      );
      expect(Number(versions[0].versions)).toBe(1);
    });
  });
});

/** Expects one run that succeeded, with *expected* digests, and everything of it recorded once. */
async function expectOnce(place: Place, ending: Ending, expected: Digests): Promise<void> {
  expect(ending.code, ending.stderr).toBe(0);
  expect(await readDigests(place)).toEqual(expected);
  const {runs, breaches} = await readAudit(place);
  expect(breaches).toEqual([]);
  expect(runs.map(({status}) => status)).toEqual(["succeeded"]);
  expect(runs[0].phases).toHaveLength(4);
  const [{signed}] = await ask<{signed: string}>(
    place,
    "SELECT count(*) AS signed FROM actions WHERE kind = 'run-signed'"
  );
  expect(Number(signed)).toBe(1);
  const [{left}] = await ask<{left: string}>(
    place,
    "SELECT count(*) AS left FROM atalaya_dbos.workflow_status WHERE status IN ('ENQUEUED', 'PENDING') AND parent_workflow_id IS NOT NULL"
  );
  expect(Number(left)).toBe(0);
}

function isOver(ended: Promise<Ending>) {
  let over = false;
  void ended.finally(() => (over = true));
  return {ended, over: () => over};
}

/** Waits until *n* tasks were done, and the worker *pid*, if given, does one. */
async function untilTasks(place: Place, n: number, pid?: number): Promise<void> {
  for (let i = 0; i < 2_400; ++i) {
    const [counts] = await ask<{done: string; doing: string}>(
      place,
      `SELECT count(*) FILTER (WHERE status = 'SUCCESS') AS done,
        count(*) FILTER (WHERE status = 'PENDING' AND (${pid ?? 0} = 0 OR executor_id LIKE '%-${pid ?? 0}-%')) AS doing
      FROM atalaya_dbos.workflow_status WHERE parent_workflow_id IS NOT NULL`
    );
    if (Number(counts.done) >= n && Number(counts.doing) > 0) return;
    await sleep(50);
  }
  throw new Error("no task was done");
}

async function ask<Row>(place: Place, sql: string): Promise<Row[]> {
  const {PG_HOST: host, PG_PORT: port, PG_USER: user, PG_PASSWORD: password} = place.env;
  const database = place.env.PG_DATABASE;
  const client = new pg.Client({host, port: Number(port), user, password, database});
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Gives a process a network of its own, through which it reaches the servers of *places*, and which can be cut. */
async function openNetwork({postgres, minio}: ServedPlaces) {
  const id = process.pid % 10_000;
  const [name, outside, inside] = [`at${id}`, `ato${id}`, `ati${id}`];
  const address = `10.77.${id % 250}.1`;
  const ip = (...args: string[]) => {
    const {status, stderr} = spawnSync("ip", args, {encoding: "utf8"});
    if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
  };
  ip("netns", "add", name);
  ip("link", "add", outside, "type", "veth", "peer", "name", inside);
  ip("link", "set", inside, "netns", name);
  ip("addr", "add", `${address}/24`, "dev", outside);
  ip("link", "set", outside, "up");
  ip("-n", name, "addr", "add", `10.77.${id % 250}.2/24`, "dev", inside);
  ip("-n", name, "link", "set", inside, "up");
  ip("-n", name, "link", "set", "lo", "up");
  const servers = [await forward(address, postgres.port), await forward(address, minio.port)];
  const [toPostgres, toMinio] = servers.map((server) => (server.address() as AddressInfo).port);
  return {
    env: {
      PG_HOST: address,
      PG_PORT: String(toPostgres),
      MINIO_ENDPOINT: `${address}:${toMinio}`
    },
    within: ["ip", "netns", "exec", name],
    cut: () => ip("link", "set", outside, "down"),
    mend: () => ip("link", "set", outside, "up"),
    close() {
      for (const server of servers) server.close();
      spawnSync("ip", ["link", "del", outside]);
      spawnSync("ip", ["netns", "del", name]);
    }
  };
}

function forward(address: string, port: number): Promise<net.Server> {
  const server = net.createServer((client) => {
    const upstream = net.connect(port, "127.0.0.1");
    for (const [one, other] of [
      [client, upstream],
      [upstream, client]
    ]) {
      one.on("error", () => other.destroy());
      one.pipe(other);
    }
  });
  return new Promise((resolve) => server.listen(0, address, () => resolve(server)));
}

function report(what: string, figures: object): void {
  process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
}
