import {mkdtemp, readdir, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {describeWith} from "../../services/available.js";
import {randomFaults, startFaultProxy} from "../../services/fault-proxy.js";
import type {Fault, FaultProxy} from "../../services/fault-proxy.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../services/minio.js";
import type {MinioServer} from "../../services/minio.js";
import {atalaya} from "../cli/atalaya.js";

const minute = 60_000;
const feed = ["run", "--flows", "2000", "--days", "2", "--trees", "20", "--json"];

/** What a network does that is not well, and passes. */
const faults: Fault[] = [
  {kind: "refuse"},
  {kind: "status", status: 503},
  {kind: "cut response"},
  {kind: "cut request"},
  {kind: "flip response"},
  {kind: "flip request"},
  {kind: "lose answer"}
];

interface Outcome {
  silver: {sha256: string};
  models: {name: string; sha256: string}[];
  eval: {alerts: number};
  reused: Record<string, boolean>;
}

describeWith("atalaya with a real MinIO:", missingMinio(), () => {
  let folder: string;
  let server: MinioServer;
  let proxy: FaultProxy;
  let embedded: Outcome;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "minio-run-"));
    server = await startMinio();
    proxy = await startFaultProxy(server.endpoint);
    embedded = await runIn("embedded", {});
  }, minioBuildTimeout);
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    await rm(folder, {recursive: true, force: true});
  });

  async function runIn(workspace: string, env: Record<string, string>): Promise<Outcome> {
    const args = [...feed, "--workspace", join(folder, workspace)];
    const {code, stdout, stderr} = await atalaya(args, {cwd: folder, env});
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as Outcome;
  }

  /** Returns an environment with buckets of its own. */
  function bucketsOf(name: string): Record<string, string> {
    const layers = ["RAW", "SILVER", "MODELS", "EVAL"];
    const entries = layers.map((layer) => [
      `MINIO_BUCKET_${layer}`,
      `${name}-${layer.toLowerCase()}`
    ]);
    return {...server.env, ...(Object.fromEntries(entries) as Record<string, string>)};
  }

  const made = ({silver, models, eval: evaluation}: Outcome) => ({silver, models, evaluation});

  it(
    "atalaya run makes the same SILVER, models and EVAL in buckets as in folders, and so does another machine, which uses none that its own audit did not record",
    {timeout: 5 * minute},
    async () => {
      const served = await runIn("served", bucketsOf("plain"));
      expect(made(served)).toEqual(made(embedded));
      expect(Object.values(served.reused)).toEqual([false, false, false, false]);
      const other = await runIn("other-machine", bucketsOf("plain"));
      expect(made(other)).toEqual(made(embedded));
      expect(Object.values(other.reused)).toEqual([false, false, false, false]);
      const {code, stdout} = await atalaya(
        ["doctor", "--workspace", join(folder, "other-machine")],
        {
          cwd: folder,
          env: bucketsOf("plain")
        }
      );
      expect(stdout).toContain(
        `ok    object store: http://${server.endpoint}: all 4 buckets are there`
      );
      expect(stdout).toMatch(/ok {4}latest run: .* files are what their manifests say/);
      expect(code).toBe(0);
    }
  );

  it(
    "atalaya run makes the same when every tenth request meets a fault",
    {timeout: 5 * minute},
    async () => {
      proxy.plan = randomFaults(faults, 0.1, 11);
      const env = {...bucketsOf("faulty"), MINIO_ENDPOINT: proxy.endpoint};
      expect(made(await runIn("faulty", env))).toEqual(made(embedded));
      expect(proxy.requests()).toBeGreaterThan(50);
    }
  );

  it(
    "atalaya run with a wrong key ends with 2 and a sentence that names the object",
    {timeout: minute},
    async () => {
      const env = {...bucketsOf("plain"), MINIO_SECRET_KEY: "not-the-key"};
      const args = [...feed, "--workspace", join(folder, "wrong")];
      const {code, stderr} = await atalaya(args, {cwd: folder, env});
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /cannot (find|read|write) s3:\/\/plain-\w+\/.+: credentials rejected; check/
      );
      expect(stderr).not.toContain("not-the-key");
    }
  );

  it("atalaya … never writes a key of the store into its workspace or into the store", async () => {
    const found: string[] = [];
    let read = 0;
    for (const root of [join(folder, "served"), join(folder, "faulty"), server.folder]) {
      for (const entry of await readdir(root, {recursive: true, withFileTypes: true})) {
        const path = join(entry.parentPath, entry.name);
        if (!entry.isFile() || path.includes(".minio.sys")) continue;
        ++read;
        if ((await readFile(path)).includes(server.secretKey)) found.push(path);
      }
    }
    expect(found).toEqual([]);
    expect(read).toBeGreaterThan(100);
  });
});
