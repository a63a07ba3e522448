import {randomBytes} from "node:crypto";
import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it, vi} from "vitest";
import {StoreError} from "../../../../pipeline/storage/s3/errors.js";
import type {Patience} from "../../../../pipeline/storage/s3/persist.js";
import type {Store} from "../../../../pipeline/storage/store.js";
import {combinationsOf, isComplete} from "../../../faults/matrix.js";
import {describeWith} from "../../../services/available.js";
import {randomFaults, startFaultProxy} from "../../../services/fault-proxy.js";
import type {Fault, FaultProxy} from "../../../services/fault-proxy.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../../services/minio.js";
import type {MinioServer} from "../../../services/minio.js";
import {newFolder, newS3Store, removeFolders} from "./open.js";

const patience = {
  deadlineMs: 60_000, // far from what a recovery takes, however slow the machine
  bytesPerSecond: 20e6,
  idleMs: 250,
  firstDelayMs: 10,
  maxDelayMs: 100
};
const impatience = {...patience, deadlineMs: 800};
const slack = 5_000; // a loaded machine
const partBytes = 5 << 20;
const small = randomBytes(100_000);
const large = randomBytes(6_000_000); // two parts

/** What a store does, each with what it must return; *kept* is there before. */
const operations: Record<string, Operation> = {
  read: async (store) => Buffer.compare(await store.read("kept"), small),
  localPath: async (store) => Buffer.compare(await readFile(await store.localPath("kept")), small),
  write: async (store) => store.write("new/small", small),
  replace: async (store) => store.replace("kept", small),
  "adopt a small file": async (store) => store.adopt("new/small", await fileOf(small)),
  "adopt a large file": async (store) => store.adopt("new/large", await fileOf(large)),
  has: async (store) => store.has("kept"),
  list: async (store) => store.list(""),
  listUnfinished: async (store) => store.listUnfinished(0),
  remove: async (store) => store.remove("kept")
};
const expected: Record<string, unknown> = {
  read: 0,
  localPath: 0,
  has: true,
  list: ["kept"],
  listUnfinished: []
};

const faults: Fault[] = [
  {kind: "refuse"},
  {kind: "status", status: 503},
  {kind: "status", status: 503, retryAfterSeconds: 1},
  {kind: "hang"},
  {kind: "hang body"},
  {kind: "slow", bytesPerSecond: 1_000},
  {kind: "cut response"},
  {kind: "cut request"},
  {kind: "flip response"},
  {kind: "flip request"},
  {kind: "lose answer"}
];

/** Which requests of an operation meet a fault. */
const requests = ["the first", "a later one", "every one"] as const;

/** The operations to test under each fault, and which of their requests meet it: all or, by default, pairwise. */
const matrix = combinationsOf({
  fault: faults.map(nameOf),
  operation: Object.keys(operations),
  request: requests
});

function nameOf(fault: Fault): string {
  return Object.values(fault).join(" ");
}

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(await newFolder(), "file");
  await writeFile(path, bytes);
  return path;
}

describeWith("s3Store(options) behind faults:", missingMinio(), () => {
  let server: MinioServer;
  let proxy: FaultProxy;
  const plans = new Map<string, FaultProxy["plan"]>(); // by bucket

  beforeAll(async () => {
    server = await startMinio();
    proxy = await startFaultProxy(server.endpoint);
    proxy.plan = (request) => plans.get(request.path.split(/[/?]/)[1])?.(request);
  }, minioBuildTimeout);
  afterAll(async () => {
    await proxy?.stop();
    await removeFolders();
    await server?.stop();
  });

  /** Returns a store behind the proxy, and the same one without it. */
  async function twoStores(limits: Patience): Promise<TwoStores> {
    const env = {...server.env, MINIO_ENDPOINT: proxy.endpoint};
    const store = await newS3Store(env, {patience: limits, partBytes});
    const bucket = store.location.slice("s3://".length);
    const direct = await newS3Store(server.env, {bucket});
    await direct.write("kept", small);
    return {store, direct, bucket};
  }

  /** Whatever happened, a reader finds all of an object or nothing. */
  async function expectComplete(direct: Store): Promise<string[]> {
    const keys = await direct.list("");
    for (const key of keys) {
      const bytes = await direct.read(key);
      expect(Buffer.compare(bytes, key === "new/large" ? large : small)).toBe(0);
    }
    return keys;
  }

  /** Does *fault* to one request of the operation *name* after the other from the *first* on: to *most* of them, until it has no more. */
  async function expectRecovery(
    fault: Fault,
    name: string,
    {first, most}: {first: number; most: number}
  ): Promise<void> {
    const operate = operations[name];
    for (let nth = first, met = true; met && nth < first + most; ++nth) {
      const {store, direct, bucket} = await twoStores(patience);
      let count = 0;
      plans.set(bucket, () => (count++ === nth ? fault : undefined));
      const result = await operate(store);
      met = count > nth;
      if (name in expected) expect(result, name).toEqual(expected[name]);
      const keys = await expectComplete(direct);
      if (/small|write/.test(name)) expect(keys, name).toContain("new/small");
      if (/large/.test(name)) expect(keys, name).toContain("new/large");
      // A transfer whose name was lost on the way is all that may be left, and can be removed.
      if (!/large/.test(name)) expect(await direct.listUnfinished(0), name).toEqual([]);
      await vi.waitFor(async () => {
        for (const one of await direct.listUnfinished(0)) await direct.removeUnfinished(one);
        expect(await direct.listUnfinished(0), name).toEqual([]);
      }, 60_000); // the server lists a transfer later than it begins it, and still after it is gone; how much, depends on its load
    }
  }

  /** Does *fault* to every request of the operation *name*. */
  async function expectClearEnd(fault: Fault, name: string): Promise<void> {
    const {store, direct, bucket} = await twoStores(impatience);
    plans.set(bucket, () => fault);
    const begun = performance.now();
    const outcome = await operations[name](store).then(
      (result) => ({result}),
      (error: unknown) => ({error})
    );
    const allowed = impatience.deadlineMs + (large.length / impatience.bytesPerSecond) * 1000;
    expect(performance.now() - begun, name).toBeLessThan(3 * allowed + slack);
    if ("error" in outcome) {
      expect(outcome.error, name).toBeInstanceOf(StoreError);
      const {message} = outcome.error as StoreError;
      expect(message).toContain(`${store.location}/`);
      expect(message).toContain(`http://${proxy.endpoint}`);
      expect(message).not.toContain(server.secretKey);
    } else if (name in expected) expect(outcome.result, name).toEqual(expected[name]);
    await expectComplete(direct);
  }

  for (const fault of faults) {
    const what = nameOf(fault);
    const operationsOf = (request: (typeof requests)[number]) =>
      matrix.filter((row) => row.fault === what && row.request === request);

    it(`store.…() recovers from “${what}”, at whichever request it comes`, async () => {
      const early = operationsOf("the first").map(async ({operation}) =>
        expectRecovery(fault, operation, {first: 0, most: 1})
      );
      const late = operationsOf("a later one").map(async ({operation}, i) =>
        expectRecovery(
          fault,
          operation,
          isComplete ? {first: 1, most: Infinity} : {first: 1 + (i % 3), most: 1}
        )
      );
      await Promise.all([...early, ...late]);
    });

    it(`store.…() that always meets “${what}” ends in time, in an error that names the object, and shows nothing half-written`, async () => {
      const all = operationsOf("every one");
      await Promise.all(all.map(async ({operation}) => expectClearEnd(fault, operation)));
    });
  }

  it("store.read(key) never returns a changed byte: of 50 changed answers, each is found and asked for again", async () => {
    const {store, bucket} = await twoStores(patience);
    let count = 0;
    plans.set(bucket, () => (count++ % 2 ? undefined : {kind: "flip response"}));
    for (let i = 0; i < 50; ++i) expect(Buffer.compare(await store.read("kept"), small)).toBe(0);
    expect(count).toBeGreaterThanOrEqual(100); // more if the machine is so slow that an answer was given up
    expect(count % 2, "the last answer was whole").toBe(0);
  });

  it("store.…() gets through a bad day: a third of all requests meet a fault of some kind", async () => {
    const {store, direct, bucket} = await twoStores(patience);
    plans.set(bucket, randomFaults(faults, 1 / 3, 7));
    const keys = ["day/0", "day/1", "day/2"];
    await Promise.all(keys.map(async (key) => store.adopt(key, await fileOf(large))));
    const again = await newS3Store(
      {...server.env, MINIO_ENDPOINT: proxy.endpoint},
      {patience, bucket}
    ); // with a cache of its own
    for (const key of keys)
      expect(Buffer.compare(await readFile(await again.localPath(key)), large)).toBe(0);
    expect(await direct.list("")).toEqual([...keys, "kept"]);
  });
});

type Operation = (store: Store) => Promise<unknown>;

interface TwoStores {
  store: Store;
  direct: Store;
  bucket: string;
}
