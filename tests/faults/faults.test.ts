import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, expect, it} from "vitest";
import {describeWith} from "../services/available.js";
import {randomFaults, startFaultProxy} from "../services/fault-proxy.js";
import type {Fault, FaultProxy} from "../services/fault-proxy.js";
import {missingMinio} from "../services/minio.js";
import {missingPostgres} from "../services/postgres.js";
import {startCuttingProxy} from "./cutting-proxy.js";
import type {CuttingProxy} from "./cutting-proxy.js";
import {shortRun} from "./logs.js";
import {isComplete} from "./matrix.js";
import {embeddedPlaces, servedPlaces} from "./places.js";
import type {Place, ServedPlaces} from "./places.js";
import {atalayaAt, loaderAt} from "./processes.js";
import type {Ending} from "./processes.js";
import {findHalfWritten, readAudit, readDigests} from "./published.js";
import type {Digests} from "./published.js";

const minutes = 60_000;
const refused: Fault = {kind: "refuse"};
const unavailable: Fault = {kind: "status", status: 503};
const trickling: Fault = {kind: "slow", bytesPerSecond: 500_000};
const cutting: Fault[] = [{kind: "cut request"}, {kind: "cut response"}];
const flipping: Fault[] = [{kind: "flip request"}, {kind: "flip response"}];

describeWith("atalaya run with MinIO and PostgreSQL:", missingMinio() ?? missingPostgres(), () => {
  let folder: string;
  let args: string[];
  let places: ServedPlaces;
  let store: FaultProxy;
  let database: CuttingProxy;
  let digests: Digests;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "atalaya-faults-"));
    args = await shortRun(join(folder, "conn.log"));
    places = await servedPlaces();
    store = await startFaultProxy(places.minio.endpoint);
    database = await startCuttingProxy(places.postgres.port);
    const place = await embeddedPlaces().fresh();
    expect((await atalayaAt(place, args)).code).toBe(0);
    digests = await readDigests(place);
    await place.remove();
  }, 5 * minutes);

  afterAll(async () => {
    await store?.stop();
    await database?.stop();
    await places?.stop();
    await rm(folder, {recursive: true, force: true});
  });

  /** Lets a run meet faults; returns how it ended, and checks that it ended well or can be run again. */
  async function meet(expected: "recovers" | RegExp, retrySeconds = 30): Promise<Ending> {
    const place = await places.fresh();
    try {
      const env = {
        MINIO_ENDPOINT: store.endpoint,
        MINIO_RETRY_TIMEOUT: String(retrySeconds),
        PG_PORT: String(database.port),
        PG_RETRY_TIMEOUT: String(retrySeconds),
        PG_CONNECT_TIMEOUT: "2"
      };
      const faulty = await atalayaAt(place, args, {env});
      store.plan = () => undefined;
      Object.assign(database, {isUp: true, isTruncated: () => false});
      await places.postgres.up();
      expectNoSecret(faulty);
      if (expected === "recovers") expect([faulty.code, faulty.stderr]).toEqual([0, faulty.stderr]);
      else expectClear(faulty, expected);
      await expectSame(place);
      return faulty;
    } finally {
      await place.remove();
    }
  }

  function expectNoSecret({stdout, stderr}: Ending): void {
    const {secretKey} = places.minio;
    for (const secret of [secretKey, places.postgres.password])
      expect(`${stdout}${stderr}`.includes(secret), "a secret is in what was printed").toBe(false);
  }

  /** Expects a plain run in *place* to end with the digests of an undisturbed one. */
  async function expectSame(place: Place): Promise<void> {
    expect(await findHalfWritten(place)).toEqual([]);
    const again = await atalayaAt(place, args);
    expect([again.code, again.stderr]).toEqual([0, again.stderr]);
    expect(await readDigests(place)).toEqual(digests);
    expect((await readAudit(place)).breaches).toEqual([]);
  }

  const recovered: [name: string, plan: () => FaultProxy["plan"]][] = [
    ["is down for a moment", () => downFrom(30, 2_000)],
    ["trickles", () => () => trickling],
    ["answers 503 to every third request", () => randomFaults([unavailable], 0.3, 1)],
    ["cuts bodies short", () => randomFaults(cutting, 0.2, 2)],
    ["flips bits", () => randomFaults(flipping, 0.2, 3)]
  ];

  it.runIf(isComplete).each(recovered)(
    "atalaya run makes the same over a store that %s",
    {timeout: 5 * minutes},
    async (_, plan) => {
      store.plan = plan();
      await meet("recovers");
    }
  );

  // One run meets every kind of fault, and so every two of them together: the array of pairs has this one row.
  it(
    "atalaya run makes the same over a store that does all of that, and though the database loses connections and is restarted",
    {timeout: 5 * minutes},
    async () => {
      const down = downFrom(30, 2_000);
      const others = randomFaults([trickling, unavailable, ...cutting, ...flipping], 0.2, 4);
      store.plan = (request) => down(request) ?? others();
      const restart = restartAfter(60);
      const isRestarting = database.isTruncated;
      database.isTruncated = (pieces) => isRestarting(pieces) || pieces % 37 === 0;
      await meet("recovers");
      await restart();
    }
  );

  it.runIf(isComplete)(
    "atalaya run makes the same though the database loses connections",
    {timeout: 5 * minutes},
    async () => {
      database.isTruncated = (pieces) => pieces % 37 === 0;
      await meet("recovers");
    }
  );

  it.runIf(isComplete)(
    "atalaya run makes the same though the database is restarted",
    {timeout: 5 * minutes},
    async () => {
      const restart = restartAfter(60);
      await meet("recovers");
      await restart();
    }
  );

  /** Restarts the database once so many pieces have come; returns what waits for it, and expects that it was. */
  function restartAfter(pieces: number): () => Promise<void> {
    const first = database.pieces();
    let restart: Promise<void> | undefined;
    database.isTruncated = (count) => {
      if (count - first > pieces) restart ??= restartDatabase(1_000);
      return false;
    };
    return async () => {
      expect(restart).toBeDefined();
      await restart;
    };
  }

  async function restartDatabase(pause: number): Promise<void> {
    await places.postgres.down();
    await sleep(pause);
    await places.postgres.up();
  }

  const failed: [name: string, plan: FaultProxy["plan"], message: RegExp][] = [
    ["goes down and stays down", downFrom(40), /connection lost/],
    [
      "flips a bit of every answer from some request on",
      from(25, {kind: "flip response"}),
      /bytes changed|answer not understood|the server answers/
    ]
  ];
  const otherFailed: typeof failed = [
    ["is down", () => refused, /connection lost/],
    ["answers 503 from some request on", from(60, unavailable), /the server answers 503/]
  ];

  // What `npm test` leaves out, s3/faults.test.ts does to every operation of a store, also there.
  it.each(isComplete ? [...failed, ...otherFailed] : failed)(
    "atalaya run over a store that %s names the object, and can be run again",
    {timeout: 5 * minutes},
    async (_, plan, message) => {
      const first = store.requests();
      store.plan = (request) => plan({...request, index: request.index - first});
      const {stderr} = await meet(message, 3);
      expect(stderr).toMatch(
        /cannot (read|write|find|list) s3:\/\/place\d+-\w+\/[\w./=-]+ at http:/
      );
    }
  );

  it.runIf(isComplete)(
    "atalaya run without its database names it, and can be run again",
    {timeout: 5 * minutes},
    async () => {
      database.isUp = false;
      await meet(
        /audit database unreachable: postgresql:\/\/postgres@127\.0\.0\.1:\d+\/place\d+/,
        2
      );
    }
  );

  it(
    "atalaya run whose database goes down and stays down names it, and can be run again",
    {timeout: 5 * minutes},
    async () => {
      const first = database.pieces();
      database.isTruncated = (pieces) => {
        if (pieces - first > 60) database.isUp = false;
        return !database.isUp;
      };
      await meet(
        /audit database unreachable: postgresql:\/\/postgres@127\.0\.0\.1:\d+\/place\d+/,
        2
      );
    }
  );
});

it("a loader whose store is down says so in one line, with the object", async () => {
  const place = await embeddedPlaces().fresh();
  const keys = {MINIO_ACCESS_KEY: "a-key", MINIO_SECRET_KEY: "s3cr3t-key"};
  const nobody = {MINIO_ENDPOINT: "127.0.0.1:1", MINIO_RETRY_TIMEOUT: "1", ...keys};
  const {code, stdout, stderr} = await loaderAt(
    {...place, env: {...place.env, ...nobody}},
    "today.json.ts"
  );
  await place.remove();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^atalaya: cannot read s3:\/\/cybersec-ml-eval\/latest\.json at http:\/\/127\.0\.0\.1:1: [^\n]+\n$/
  );
  expect(stderr).not.toContain(keys.MINIO_SECRET_KEY);
});

/** Returns a plan by which *fault* comes to each request from the *first* on. */
function from(first: number, fault: Fault): FaultProxy["plan"] {
  return ({index}) => (index >= first ? fault : undefined);
}

/** Returns a plan by which the store is down from its *first* request on, for so many milliseconds. */
function downFrom(first: number, milliseconds = Infinity): FaultProxy["plan"] {
  let requests = 0;
  let since: number | undefined;
  return () => {
    if (++requests < first) return undefined;
    since ??= performance.now();
    return performance.now() - since < milliseconds ? refused : undefined;
  };
}

/** Expects an ending with a message that people can act on. */
function expectClear({code, stderr}: Ending, message: RegExp): void {
  const last = stderr.trim().split("\n").at(-1);
  expect([code, last], stderr).toEqual([1, expect.stringMatching(/^atalaya: /)]);
  expect(last).toMatch(message);
  expect(last).not.toContain("unexpected error");
  expect(stderr).not.toContain("    at ");
}
