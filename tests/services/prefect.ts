import {execFile, spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {homedir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";
import {withLock} from "../../pipeline/run/lock.js";
import {freePort, serverFolder, startServer, untilReady} from "./server-process.js";

/** A server of Prefect on a loopback address, with its database in a folder of its own. */
export interface PrefectServer {
  /** The URL of its API; what PREFECT_API_URL takes. */
  readonly url: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** The version that is installed. */
export const prefectVersion = "3.9.1";

/** How long installing and starting take at most, in milliseconds. */
export const prefectTimeout = 12 * 60_000;

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const folder = join(cache, "atalaya-services", "prefect");
const program = process.env.TEST_PREFECT ?? join(folder, "bin", "prefect");

/**
 * Returns why Prefect cannot be had, undefined if it can: as the program TEST_PREFECT, or in the user’s cache
 * folder. If it is not there, it is installed with pip, which is said on standard error; only where
 * ATALAYA_TEST_SERVICES=require asks.
 */
export async function findMissingPrefect(): Promise<string | undefined> {
  if (existsSync(program)) return undefined;
  if (process.env.ATALAYA_TEST_SERVICES !== "require")
    return "missing prefect; ATALAYA_TEST_SERVICES=require installs it with pip, which takes minutes, once";
  const python = spawnSync("python3", ["-m", "venv", "--help"]);
  if (python.status !== 0) return "missing python3; install Python 3.10 or later, with venv";
  try {
    await mkdir(folder, {recursive: true});
    await withLock(join(folder, "lease"), install, {what: "the installation of Prefect"});
    return undefined;
  } catch (error) {
    return `missing prefect; pip cannot install it: ${(error as Error).message.split("\n")[0]}`;
  }
}

async function install(): Promise<void> {
  if (existsSync(program)) return;
  process.stderr.write(`installing Prefect ${prefectVersion} with pip; this takes minutes, once\n`);
  const run = promisify(execFile);
  await run("python3", ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", `prefect==${prefectVersion}`];
  await run(join(folder, "bin", "python"), pip, {timeout: prefectTimeout});
}

/** Starts a server that lets in only who knows *userAndPassword*, and returns when it answers. It ends with this process, however that ends. */
export async function startPrefect(userAndPassword: string): Promise<PrefectServer> {
  const data = await serverFolder("prefect");
  const [host, port] = ["127.0.0.1", await freePort()];
  const server = startServer({
    command: program,
    args: ["server", "start", "--host", host, "--port", String(port), "--no-ui", "--no-services"],
    env: {
      PATH: process.env.PATH,
      HOME: data,
      PREFECT_HOME: data,
      PREFECT_SERVER_ANALYTICS_ENABLED: "false",
      DO_NOT_TRACK: "1",
      PREFECT_SERVER_API_AUTH_STRING: userAndPassword
    },
    stopSignal: "TERM"
  });
  const url = `http://${host}:${port}/api`;
  await untilReady(
    "Prefect",
    server,
    async () => {
      const {ok, status} = await fetch(`${url}/health`, {signal: AbortSignal.timeout(2_000)});
      if (!ok) throw new Error(`answered ${status}`);
    },
    180
  );
  return {
    url,
    async stop() {
      await server.stop();
      await rm(data, {recursive: true, force: true});
    }
  };
}
