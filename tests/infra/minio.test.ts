import {spawn} from "node:child_process";
import {readFileSync} from "node:fs";
import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Client} from "minio";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readSettings} from "../../pipeline/config/settings.js";
import {openStores} from "../../pipeline/storage/open.js";
import type {Stores} from "../../pipeline/storage/store.js";
import {describeWith} from "../services/available.js";
import {minioBuildTimeout, minioVersion, missingMinio, startMinio} from "../services/minio.js";
import type {MinioServer} from "../services/minio.js";
import {root} from "./nginx-server.js";

const layers = ["raw", "silver", "models", "eval"];
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

it("infra/minio/Dockerfile builds the version that the tests run on", () => {
  const dockerfile = readFileSync(join(root, "infra/minio/Dockerfile"), "utf8");
  expect(dockerfile).toContain(`github.com/minio/minio@${minioVersion}`);
});

it.each(["writer", "reader", "keeper"])(
  "the policy of the %s allows no more than its role",
  (role) => {
    const {Statement: statements} = JSON.parse(
      readFileSync(join(root, `infra/minio/${role}.json`), "utf8")
    ) as {Statement: {Effect: string; Action: string[]; Resource: string[]}[]};
    const actions = statements.flatMap((statement) => statement.Action);
    const resources = statements.flatMap((statement) => statement.Resource);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    expect(resources.every((name) => /^arn:aws:s3:::cybersec-ml-\w+(\/\*)?$/.test(name))).toBe(
      true
    );
    expect(resources).toHaveLength(8);
    expect(actions.includes("s3:PutObject")).toBe(role === "writer");
    expect(actions.includes("s3:DeleteObject")).toBe(role === "keeper");
  }
);

describeWith("infra/minio with a real MinIO:", missingMinio(), () => {
  let folder: string;
  let server: MinioServer;
  const at = (...path: string[]) => join(folder, ...path);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "atalaya-infra-minio-"));
    server = await startMinio();
    for (const role of ["writer", "reader", "keeper"]) {
      await writeFile(at(`${role}-access`), `atalaya-${role}\n`);
      await writeFile(at(`${role}-secret`), `a-secret-of-the-${role}\n`);
    }
  }, minioBuildTimeout);
  afterAll(async () => {
    await server.stop();
    await rm(folder, {recursive: true, force: true});
  });

  /** Runs a script of infra/minio; resolves with its exit code and what it said. */
  function run(script: string, args: string[], env: Record<string, string>) {
    const words = ["--import", "tsx", join(root, `infra/minio/${script}.ts`), ...args];
    const environment = {...process.env, ...env, ATALAYA_WORKSPACE: at("workspace")};
    const child = spawn(process.execPath, words, {cwd: root, env: environment});
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    return new Promise<{code: number | null; said: string}>((resolve) =>
      child.on("close", (code) => resolve({code, said}))
    );
  }

  const user = (role: string) => `${role}=${at(`${role}-access`)},${at(`${role}-secret`)}`;

  /** The stores as *role* sees them, with a cache of its own. */
  function storesOf(role: string, secret = `a-secret-of-the-${role}`): Stores {
    const env = {...server.env, MINIO_ACCESS_KEY: `atalaya-${role}`, MINIO_SECRET_KEY: secret};
    return openStores(readSettings({workspace: at(`workspace-${role}`)}, env));
  }

  const administrator = () =>
    new Client({
      endPoint: server.host,
      port: server.port,
      useSSL: false,
      accessKey: server.accessKey,
      secretKey: server.secretKey
    });

  it("bootstrap.ts makes the buckets, and users that may do what their roles say, and no more", async () => {
    const {code, said} = await run(
      "bootstrap",
      ["writer", "reader", "keeper"].map(user),
      server.env
    );
    expect([code, said]).toEqual([0, expect.stringContaining("user keeper")]);
    expect(said).not.toMatch(/a-secret-of/);
    const names = (await administrator().listBuckets()).map(({name}) => name);
    expect(names.sort()).toEqual(layers.map((layer) => `cybersec-ml-${layer}`).sort());

    const [writer, reader, keeper] = ["writer", "reader", "keeper"].map((role) => storesOf(role));
    await writer.raw.write("artifacts/one", bytes("one"));
    await writer.eval.replace("latest.json", bytes("1"));
    await writer.eval.replace("latest.json", bytes("2"));
    expect(text(await writer.raw.read("artifacts/one"))).toBe("one");
    await expect(writer.raw.remove("artifacts/one")).rejects.toThrow(/denied|permission/i);

    expect(text(await reader.eval.read("latest.json"))).toBe("2");
    expect(await reader.raw.list("")).toEqual(["artifacts/one"]);
    await expect(reader.raw.write("artifacts/two", bytes("two"))).rejects.toThrow(
      /denied|permission/i
    );
    await expect(reader.eval.replace("latest.json", bytes("3"))).rejects.toThrow(
      /denied|permission/i
    );

    await expect(keeper.raw.write("artifacts/two", bytes("two"))).rejects.toThrow(
      /denied|permission/i
    );
    await keeper.raw.remove("artifacts/one");
    expect(await reader.raw.list("")).toEqual([]);
  });

  it("bootstrap.ts keeps what was replaced or removed as a version, for 30 days", async () => {
    const client = administrator();
    const versions: {name: string; isDeleteMarker?: boolean}[] = [];
    for (const bucket of ["cybersec-ml-raw", "cybersec-ml-eval"]) {
      const stream = client.listObjects(bucket, "", true, {IncludeVersion: true});
      for await (const item of stream) versions.push(item as (typeof versions)[number]);
      const {Rule: rule} = (await client.getBucketLifecycle(bucket)) as unknown as {Rule: object};
      expect(JSON.stringify(rule)).toContain('"NoncurrentDays":30');
    }
    const whole = versions.filter(({isDeleteMarker}) => !isDeleteMarker).map(({name}) => name);
    expect(whole.sort()).toEqual(["artifacts/one", "latest.json", "latest.json"]);
  });

  it("bootstrap.ts with a new secret key rotates it: the old one is refused at once", async () => {
    await writeFile(at("reader-secret"), "another-secret-of-the-reader\n");
    expect((await run("bootstrap", [user("reader")], server.env)).code).toBe(0);
    const rotated = storesOf("reader", "another-secret-of-the-reader");
    expect(text(await rotated.eval.read("latest.json"))).toBe("2");
    await expect(storesOf("reader").eval.read("latest.json")).rejects.toThrow(/key|signature/i);
  });

  it("bootstrap.ts refuses a role that there is not, a short key, and no server", async () => {
    const bad = await run("bootstrap", ["owner=a,b"], server.env);
    expect([bad.code, bad.said]).toEqual([2, expect.stringContaining("invalid role")]);
    await writeFile(at("short"), "short\n");
    const short = await run(
      "bootstrap",
      [`writer=${at("writer-access")},${at("short")}`],
      server.env
    );
    expect([short.code, short.said]).toEqual([2, expect.stringContaining("16 to 128")]);
    const none = await run("bootstrap", [], {MINIO_ENDPOINT: ""});
    expect([none.code, none.said]).toEqual([2, expect.stringContaining("missing MINIO_ENDPOINT")]);
  });

  it("mirror.ts backs a store up, checks it, and restores it into an empty server", async () => {
    const writer = storesOf("writer");
    await writer.raw.write("bytes/0123", bytes("a log"));
    await writer.raw.write("artifacts/a/events/part.parquet", bytes("PAR1".repeat(1000)));
    await writer.raw.write("artifacts/a/manifest.json", bytes("{}"));
    const first = await run("mirror", ["backup", at("backup")], server.env);
    expect([first.code, first.said]).toEqual([0, expect.stringContaining("raw: 3 of 3 keys")]);
    const second = await run("mirror", ["backup", at("backup")], server.env);
    expect(second.said).toContain("raw: 0 of 3 keys");
    expect(await readFile(at("backup/cybersec-ml-eval/latest.json"), "utf8")).toBe("2");

    const other = await startMinio();
    try {
      expect(await run("mirror", ["restore", at("backup")], other.env)).toMatchObject({code: 0});
      expect(await run("mirror", ["check", at("backup")], other.env)).toMatchObject({code: 0});
      const restored = openStores(readSettings({workspace: at("workspace-other")}, other.env));
      expect(await restored.raw.list("")).toEqual(await writer.raw.list(""));
      const part = "artifacts/a/events/part.parquet";
      expect(text(await restored.raw.read(part))).toBe("PAR1".repeat(1000));
    } finally {
      await other.stop();
    }
  });

  it("mirror.ts check names what is missing from a backup, and what differs", async () => {
    await writeFile(at("backup/cybersec-ml-raw/bytes/0123"), "a lag");
    await rm(at("backup/cybersec-ml-eval/latest.json"));
    const {code, said} = await run("mirror", ["check", at("backup")], server.env);
    expect(code).toBe(1);
    expect(said).toContain("differs: s3://cybersec-ml-raw/bytes/0123");
    expect(said).toContain("missing: s3://cybersec-ml-eval/latest.json");
    expect(said).toContain("2 keys differ");
    expect(await readdir(at("backup"))).not.toContain(".scratch");
  });
});
