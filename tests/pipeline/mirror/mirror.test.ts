import {randomUUID} from "node:crypto";
import {mkdtemp, readdir, readFile, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, relative} from "node:path";
import {Client} from "minio";
import {afterAll, beforeAll, beforeEach, describe, expect, it} from "vitest";
import {readSettings} from "../../../pipeline/config/settings.js";
import {parseBucketAddress} from "../../../pipeline/mirror/address.js";
import {openMirror} from "../../../pipeline/mirror/mirror.js";
import {divideObjects} from "../../../pipeline/mirror/divide-objects.js";
import {isSame, takeSnapshot} from "../../../pipeline/watch/snapshot.js";
import {describeWith} from "../../services/available.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../services/minio.js";
import type {MinioServer} from "../../services/minio.js";
import {atalayaInProcess} from "../cli/in-process.js";

describe("parseBucketAddress(text)", () => {
  it("has a bucket and a prefix", () => {
    expect(parseBucketAddress("s3://logs/zeek/2026/")).toEqual({
      bucket: "logs",
      prefix: "zeek/2026/"
    });
    expect(parseBucketAddress("S3://logs")).toEqual({bucket: "logs", prefix: ""});
    expect(parseBucketAddress("s3://logs/a.log")).toEqual({bucket: "logs", prefix: "a.log"});
  });

  it.each(["s3://", "s3://Logs/", "s3://a/", "s3://logs//a", "s3://logs/../a", "s3://logs/*.log"])(
    "rejects %s with a remedy",
    (text) => expect(() => parseBucketAddress(text)).toThrow(/^invalid address: s3:.*; \S/)
  );
});

it("divideObjects(objects, prefix) keeps what can be a file, and names what cannot", () => {
  const listed = (name: string) => ({name, bytes: 1, etag: "e", changedAt: 1});
  const readable = ["x/__proto__", "x/a.log", "x/a/b", "x/é <b>.log"];
  const unreadable = [
    "x/../a",
    "x/.h/a",
    "x/a.log/b",
    "x/a\\b",
    "x/a\u0001b",
    "x//a",
    `x/${"é".repeat(128)}`
  ];
  const others = ["x/", "x/empty/", "xy/a"];
  const divided = divideObjects([...unreadable, ...others, ...readable].map(listed), "x");
  expect(divided.readable.map(({name}) => name)).toEqual(readable);
  expect(divided.unreadable.map(({name}) => name).sort()).toEqual(unreadable.sort());
});

describeWith("openMirror(address, settings) with a real MinIO:", missingMinio(), () => {
  let server: MinioServer;
  let client: Client;
  let bucket: string;
  let workspace: string;

  beforeAll(async () => {
    server = await startMinio();
    const {host: endPoint, port, accessKey, secretKey} = server;
    client = new Client({endPoint, port, useSSL: false, accessKey, secretKey});
  }, minioBuildTimeout);
  afterAll(() => server?.stop());

  beforeEach(async () => {
    bucket = `logs-${randomUUID()}`;
    workspace = await mkdtemp(join(tmpdir(), "mirror-"));
    return () => rm(workspace, {recursive: true});
  });

  const put = (name: string, text: string | Buffer) => client.putObject(bucket, name, text);
  const open = (prefix: string, warnings: string[] = []) =>
    openMirror({bucket, prefix}, readSettings({workspace}, server.env), {
      warn: (message) => warnings.push(message)
    });

  async function filesOf(folder: string): Promise<Record<string, string>> {
    const entries = await readdir(folder, {recursive: true, withFileTypes: true});
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const read = async (path: string) =>
      [relative(folder, path), await readFile(path, "utf8")] as const;
    return Object.fromEntries(await Promise.all(paths.sort().map(read)));
  }

  it("mirror.update() fetches what is new or changed, removes what is gone, and fetches nothing twice", async () => {
    await client.makeBucket(bucket);
    await put("zeek/a/conn.log", "1");
    await put("zeek/b/conn.log", "2");
    await put("zeeks/conn.log", "of a sibling");
    const mirror = open("zeek");
    await mirror.update();
    expect(await filesOf(mirror.folder)).toEqual({"zeek/a/conn.log": "1", "zeek/b/conn.log": "2"});
    const kept = join(mirror.folder, "zeek/b/conn.log");
    const {ino} = await stat(kept);
    await put("zeek/a/conn.log", "3");
    await put("zeek/c.log", "4");
    await mirror.update();
    expect(await filesOf(mirror.folder)).toMatchObject({"zeek/a/conn.log": "3", "zeek/c.log": "4"});
    expect((await stat(kept)).ino).toBe(ino);
    await client.removeObjects(bucket, ["zeek/a/conn.log", "zeek/b/conn.log"]);
    await put("zeek/a", "a file now");
    await mirror.update();
    expect(await filesOf(mirror.folder)).toEqual({"zeek/a": "a file now", "zeek/c.log": "4"});
  });

  it("mirror.update() keeps to its folder, whatever names objects have, and says what it cannot read", async () => {
    await client.makeBucket(bucket);
    const hostile = ["x/.hidden", "x/.a/b"];
    for (const name of [...hostile, "x/__proto__", "x/f", "x/empty/", "x/é <b>.log"])
      await put(name, "1");
    const warnings: string[] = [];
    const mirror = open("x/", warnings);
    await mirror.update();
    await mirror.update();
    expect(Object.keys(await filesOf(mirror.folder)).sort()).toEqual([
      "x/__proto__",
      "x/f",
      "x/é <b>.log"
    ]);
    expect(warnings).toHaveLength(hostile.length);
    expect((await readdir(workspace)).sort()).toEqual(["mirrors"]);
  });

  it("a list of a bucket that is missing is empty, and takeSnapshot sees an object of equal size change", async () => {
    const mirror = open("");
    expect(await takeSnapshot([], [mirror])).toMatchObject({files: [], missing: /no object/});
    await client.makeBucket(bucket);
    await put("conn.log", "1");
    const before = await takeSnapshot([], [mirror]);
    expect(isSame(before.files, (await takeSnapshot([], [mirror])).files)).toBe(true);
    await put("conn.log", "2");
    expect(isSame(before.files, (await takeSnapshot([], [mirror])).files)).toBe(false);
  });

  it("`atalaya watch s3://…` runs over the objects, once, and again when one was put there", async () => {
    await client.makeBucket(bucket);
    const generated = join(workspace, "generated");
    const options = ["--flows", "1000", "--days", "1", "--out", generated];
    expect(await atalayaInProcess(["generate", ...options], {cwd: workspace})).toMatchObject({
      code: 0
    });
    const day = await readFile(join(generated, "conn.log"), "utf8");
    await put("feed/conn.1.log", day);
    const watch = async () =>
      atalayaInProcess(
        [
          "watch",
          `s3://${bucket}/feed/`,
          "--once",
          "--settle",
          "0",
          "--no-build",
          "--fast",
          "--json"
        ],
        {cwd: workspace, env: server.env}
      );
    const first = await watch();
    expect([0, 10], first.stderr).toContain(first.code);
    expect(await watch()).toMatchObject({code: 0, stdout: ""});
    await put("feed/conn.2.log", day.replaceAll("\t10.20.1.", "\t10.20.7."));
    const last = await watch();
    expect(JSON.parse(last.stdout).run).not.toBe(JSON.parse(first.stdout).run);
    expect(last.stderr).toContain("from 2 files");
  });

  it("rejects a bucket that runs write, and addresses without an object store", () => {
    const settings = readSettings({workspace}, server.env);
    const address = {bucket: settings.buckets.raw, prefix: ""};
    expect(() => openMirror(address, settings)).toThrow(/bucket that runs write; keep logs/);
    expect(() => openMirror({bucket, prefix: ""}, readSettings({workspace}, {}))).toThrow(
      /missing MINIO_ENDPOINT/
    );
  });
});
