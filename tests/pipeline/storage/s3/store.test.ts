import {createHash, randomBytes} from "node:crypto";
import {existsSync} from "node:fs";
import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {Client} from "minio";
import {afterAll, beforeAll, expect, it} from "vitest";
import {OutageError, UsageError} from "../../../../pipeline/config/errors.js";
import {maybeMinio} from "../../../../pipeline/config/minio.js";
import type {MinioSettings} from "../../../../pipeline/config/minio.js";
import {defaultPatience} from "../../../../pipeline/storage/s3/persist.js";
import {probeStore} from "../../../../pipeline/storage/s3/probe.js";
import {describeWith} from "../../../services/available.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../../services/minio.js";
import type {MinioServer} from "../../../services/minio.js";
import {describeStore} from "../contract.js";
import {newFolder, newS3Store, removeFolders} from "./open.js";

describeWith("s3Store(options) with a real MinIO:", missingMinio(), () => {
  let server: MinioServer;

  beforeAll(async () => {
    server = await startMinio();
  }, minioBuildTimeout);
  afterAll(async () => {
    await removeFolders();
    await server?.stop();
  });

  describeStore("s3Store(options)", () => newS3Store(server.env));

  it("store.adopt(key, path) sends a large file in parts, which come back as one", async () => {
    const store = await newS3Store(server.env, {partBytes: 5 << 20});
    const bytes = randomBytes((5 << 20) * 2 + 12_345);
    const path = join(await newFolder(), "large");
    await writeFile(path, bytes);
    await store.adopt("a/large", path);
    expect(existsSync(path)).toBe(false);
    const bucket = store.location.slice("s3://".length);
    const elsewhere = await newS3Store(server.env, {bucket}); // with a cache of its own
    const kept = await readFile(await elsewhere.localPath("a/large"));
    expect(Buffer.compare(kept, bytes)).toBe(0);
    expect(Buffer.compare(await store.read("a/large"), bytes)).toBe(0);
    expect(await store.listUnfinished(0)).toEqual([]);
    const {etag, metaData} = await clientOf(server).statObject(bucket, "a/large");
    expect(etag).toMatch(/-3$/); // three parts, as S3 says it
    const digest = createHash("sha256").update(bytes).digest("hex");
    expect((metaData as Record<string, string>).sha256).toBe(digest);
  });

  it("store.adopt(key, path) of large files by many at once keeps one of them, whole", async () => {
    const first = await newS3Store(server.env, {partBytes: 5 << 20});
    const bucket = first.location.slice("s3://".length);
    const files = [1, 2, 3].map((byte) => Buffer.alloc(6_000_000, byte));
    await Promise.all(
      files.map(async (bytes) => {
        const store = await newS3Store(server.env, {bucket, partBytes: 5 << 20});
        const path = join(await newFolder(), "large");
        await writeFile(path, bytes);
        await store.adopt("race", path);
      })
    );
    const kept = Buffer.from(await first.read("race"));
    expect(files.some((bytes) => Buffer.compare(kept, bytes) === 0)).toBe(true);
    expect(await first.listUnfinished(0)).toEqual([]);
  });

  it("store.list(prefix) returns more keys than one answer holds, and odd ones as they are", async () => {
    const store = await newS3Store(server.env);
    const odd = ["1e3", "a/007", "a b", "a%20b", "a+b", "ü/ñ", "a&b<c>", "quote'\"", "日本/語"];
    const many = Array.from({length: 1_050}, (_, i) => `many/${String(i).padStart(5, "0")}`);
    const client = clientOf(server);
    const bucket = store.location.slice("s3://".length);
    await store.write("first", new Uint8Array(1));
    for (const key of odd) await store.write(key, new TextEncoder().encode(key));
    for (let i = 0; i < many.length; i += 50) {
      const keys = many.slice(i, i + 50);
      await Promise.all(keys.map(async (key) => client.putObject(bucket, key, key)));
    }
    expect(await store.list("")).toEqual(["first", ...odd, ...many].sort());
    expect(await store.list("many/")).toEqual(many);
    for (const key of odd) expect(new TextDecoder().decode(await store.read(key))).toBe(key);
  });

  it("store.read(key) takes what another program put there, and checks it by its MD5", async () => {
    const store = await newS3Store(server.env);
    await store.write("ours", new Uint8Array(1));
    const bucket = store.location.slice("s3://".length);
    await clientOf(server).putObject(bucket, "theirs", "text", 4, {"X-Amz-Meta-Sha256": "../evil"});
    expect(new TextDecoder().decode(await store.read("theirs"))).toBe("text");
    expect(await readFile(await store.localPath("theirs"), "utf8")).toBe("text");
  });

  it("store.read(key) refuses bytes that are not those of their digest", async () => {
    const patience = {...defaultPatience, deadlineMs: 1500, bytesPerSecond: 1e9};
    const store = await newS3Store(server.env, {patience});
    await store.write("ours", new Uint8Array(1));
    const bucket = store.location.slice("s3://".length);
    const metadata = {"X-Amz-Meta-Sha256": "0".repeat(64)};
    await clientOf(server).putObject(bucket, "forged", "text", 4, metadata);
    for (const read of [() => store.read("forged"), () => store.localPath("forged")]) {
      const error = (await read().catch((reason: unknown) => reason)) as Error;
      expect(error).toBeInstanceOf(OutageError);
      expect(error.message).toContain(
        `cannot read s3://${bucket}/forged at http://${server.endpoint}: bytes changed`
      );
    }
  });

  it("store.…() with wrong keys says so at once, names the object, and shows no key", async () => {
    const mistakes: Record<string, string>[] = [
      {MINIO_SECRET_KEY: "not-the-key"},
      {MINIO_ACCESS_KEY: "nobody"}
    ];
    for (const wrong of mistakes) {
      const store = await newS3Store({...server.env, ...wrong});
      for (const ask of [() => store.read("a/b"), () => store.write("a/b", new Uint8Array(1))]) {
        const error = (await ask().catch((reason: unknown) => reason)) as Error;
        expect(error).toBeInstanceOf(UsageError);
        expect(error.message).toContain(`${store.location}/a/b at http://${server.endpoint}`);
        expect(error.message).toContain("credentials rejected; check MINIO_ACCESS_KEY");
        for (const key of [server.secretKey, server.accessKey, "not-the-key", "nobody"])
          expect(`${error.message} ${error.stack}`).not.toContain(key);
      }
    }
  });

  it("store.…() goes on when the server comes back", async () => {
    const store = await newS3Store(server.env);
    await store.write("before", new Uint8Array(1));
    await server.down();
    const writing = store.write("during", new Uint8Array(2));
    await sleep(300);
    await server.up();
    await writing;
    expect(await store.list("")).toEqual(["before", "during"]);
  });

  it("probeStore(settings, buckets) says which buckets are not there, and how far the clocks are apart", async () => {
    const store = await newS3Store(server.env);
    await store.write("a", new Uint8Array(1));
    const bucket = store.location.slice("s3://".length);
    const settings = maybeMinio(server.env) as MinioSettings;
    const hourAgo = () => Date.now() - 3_600_000;
    const {missing, skewSeconds} = await probeStore(settings, [bucket, "absent"], hourAgo);
    expect(missing).toEqual(["absent"]);
    expect(Math.abs((skewSeconds ?? 0) - 3_600)).toBeLessThan(5);
  });
});

function clientOf({host, port, accessKey, secretKey}: MinioServer): Client {
  return new Client({endPoint: host, port, accessKey, secretKey, useSSL: false});
}
