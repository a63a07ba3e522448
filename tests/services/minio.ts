import {spawn, spawnSync} from "node:child_process";
import {randomBytes} from "node:crypto";
import {existsSync} from "node:fs";
import {mkdir, rename, rm} from "node:fs/promises";
import {homedir} from "node:os";
import {delimiter, join} from "node:path";
import {withLock} from "../../pipeline/run/lock.js";
import {freePort, serverFolder, startServer, untilReady} from "./server-process.js";
import type {ServerProcess} from "./server-process.js";

/** A MinIO server of this machine, on a loopback address, with credentials of its own. */
export interface MinioServer {
  readonly host: string;
  readonly port: number;
  /** The host and the port: what MINIO_ENDPOINT takes. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** The environment that makes the pipeline use it. */
  readonly env: Record<string, string>;
  /** The folder of its data. */
  readonly folder: string;
  /** Ends the server, but keeps its data and its port; for tests of a store that goes down. */
  down(): Promise<void>;
  /** Starts the server again after `down()`. */
  up(): Promise<void>;
  /** Ends the server and, unless the folder was given, removes its data. */
  stop(): Promise<void>;
}

/** How to start a MinIO server. */
export interface MinioOptions {
  /** The folder of the data, kept afterwards and used again; defaults to a new temporary one. */
  folder?: string;

  /** The port; defaults to one that is free. */
  port?: number;

  /** The name of the administrator; defaults to a random one. */
  accessKey?: string;

  /** The password of the administrator; defaults to a random one. */
  secretKey?: string;
}

/** The last version of the source, from the Go module proxy; its tags are no longer served there. */
export const minioVersion = "v0.0.0-20260212201848-7aac2a2c5b7c";

/** How long a build takes at most, in milliseconds: five minutes on two cores, with nothing cached. */
export const minioBuildTimeout = 15 * 60_000;

const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "atalaya-services",
  minioVersion
);

/**
 * Returns why no MinIO server can be started here, and what to do; undefined if one can. A test does not
 * build one, which takes minutes and fetches modules, unless *mayBuild*: ATALAYA_TEST_SERVICES=require.
 */
export function missingMinio(
  mayBuild = process.env.ATALAYA_TEST_SERVICES === "require"
): string | undefined {
  if (findMinio()) return undefined;
  if (!findGo())
    return "missing minio; put its binary on the path, or install Go 1.24 or later to build it";
  if (mayBuild) return undefined;
  return "missing minio; `npm run services -- --prepare` builds it with Go, which takes some minutes, once";
}

/**
 * Returns the path of a MinIO server, and builds one from source with Go if the machine has none; says
 * on standard error that it does. The build is kept in the user’s cache folder.
 */
export async function ensureMinio(): Promise<string> {
  const found = findMinio();
  if (found) return found;
  const go = findGo();
  if (!go) throw new Error(missingMinio());
  const onWait = (message: string) => void process.stderr.write(`${message}\n`);
  const options = {what: "the build of MinIO", onWait};
  return withLock(join(cache, "lease"), async () => findMinio() ?? build(go), options);
}

async function build(go: string): Promise<string> {
  process.stderr.write(`building MinIO ${minioVersion} with Go; this takes some minutes, once\n`);
  const folder = join(cache, "build");
  await mkdir(folder, {recursive: true});
  const args = ["install", "-ldflags", "-s -w", `github.com/minio/minio@${minioVersion}`];
  const env = {...process.env, GOBIN: folder, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false"};
  const child = spawn(go, args, {cwd: folder, env, stdio: ["ignore", "ignore", "pipe"]});
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
  const code = await new Promise((resolve) => child.on("close", resolve).on("error", resolve));
  if (code !== 0) throw new Error(`go install failed with ${String(code)}: ${output}`);
  await rename(join(folder, "minio"), join(cache, "minio"));
  return join(cache, "minio");
}

/** Starts a MinIO server, and returns when it answers. It ends with this process, however that ends. */
export async function startMinio(options: MinioOptions = {}): Promise<MinioServer> {
  const command = await ensureMinio();
  const host = "127.0.0.1";
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? (await serverFolder("minio"));
  const {accessKey = `a${randomBytes(9).toString("hex")}`} = options;
  const {secretKey = randomBytes(24).toString("base64url")} = options;
  const endpoint = `${host}:${port}`;
  await mkdir(join(folder, "data"), {recursive: true});
  let server: ServerProcess | undefined;
  const down = async () => {
    await server?.stop();
    server = undefined;
  };
  const up = async () => {
    if (server) return;
    server = startServer({
      command,
      args: ["server", "--quiet", "--address", endpoint, join(folder, "data")],
      env: {
        HOME: folder,
        PATH: process.env.PATH,
        MINIO_ROOT_USER: accessKey,
        MINIO_ROOT_PASSWORD: secretKey,
        MINIO_BROWSER: "off",
        MINIO_UPDATE: "off",
        GOMAXPROCS: "2"
      },
      stopSignal: "TERM"
    });
    await untilReady("MinIO", server, () => checkReady(endpoint));
  };
  await up();
  return {
    host,
    port,
    endpoint,
    accessKey,
    secretKey,
    env: {
      MINIO_ENDPOINT: endpoint,
      MINIO_ACCESS_KEY: accessKey,
      MINIO_SECRET_KEY: secretKey,
      MINIO_SECURE: "false"
    },
    folder,
    up,
    down,
    async stop() {
      await down();
      if (!options.folder) await rm(folder, {recursive: true, force: true});
    }
  };
}

async function checkReady(endpoint: string): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const {status} = await fetch(`http://${endpoint}/minio/health/cluster`, {signal});
  if (status !== 200) throw new Error(`not ready: ${status}`);
}

function findMinio(): string | undefined {
  const home = process.env.GOBIN ?? join(process.env.GOPATH ?? join(homedir(), "go"), "bin");
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), home, cache];
  return folders.map((folder) => join(folder, "minio")).find((path) => existsSync(path));
}

function findGo(): string | undefined {
  const paths = ["go", "/usr/local/go/bin/go"];
  return paths.find((path) => spawnSync(path, ["version"]).status === 0);
}
