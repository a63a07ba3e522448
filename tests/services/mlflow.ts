import {execFile, spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {homedir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";
import {withLock} from "../../pipeline/run/lock.js";
import {freePort, serverFolder, startServer, untilReady} from "./server-process.js";

/** A tracking server of MLflow on a loopback address, with its runs and artifacts in a folder of its own. */
export interface MlflowServer {
  /** Its address; what MLFLOW_TRACKING_URI takes. */
  readonly url: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** The version that is installed. */
export const mlflowVersion = "3.17.2";

/** How long installing and starting take at most, in milliseconds. */
export const mlflowTimeout = 12 * 60_000;

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const folder = join(cache, "atalaya-services", "mlflow");
const program = join(folder, "bin", "mlflow");

/**
 * Returns why MLflow cannot be had, undefined if it can. If it is not there, it is installed with pip into
 * the user’s cache folder, which is said on standard error; only where ATALAYA_TEST_SERVICES=require asks.
 */
export async function findMissingMlflow(): Promise<string | undefined> {
  if (existsSync(program)) return undefined;
  if (process.env.ATALAYA_TEST_SERVICES !== "require")
    return "missing mlflow; ATALAYA_TEST_SERVICES=require installs it with pip, which takes minutes, once";
  const python = spawnSync("python3", ["-m", "venv", "--help"]);
  if (python.status !== 0) return "missing python3; install Python 3.10 or later, with venv";
  try {
    await mkdir(folder, {recursive: true});
    await withLock(join(folder, "lease"), install, {what: "the installation of MLflow"});
    return undefined;
  } catch (error) {
    return `missing mlflow; pip cannot install it: ${(error as Error).message.split("\n")[0]}`;
  }
}

async function install(): Promise<void> {
  if (existsSync(program)) return;
  process.stderr.write(`installing MLflow ${mlflowVersion} with pip; this takes minutes, once\n`);
  const run = promisify(execFile);
  await run("python3", ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", `mlflow==${mlflowVersion}`];
  await run(join(folder, "bin", "python"), pip, {timeout: mlflowTimeout});
}

/** Starts a tracking server, and returns when it answers. It ends with this process, however that ends. */
export async function startMlflow(): Promise<MlflowServer> {
  const data = await serverFolder("mlflow");
  const [host, port] = ["127.0.0.1", await freePort()];
  const server = startServer({
    command: program,
    args: [
      ...["server", "--host", host, "--port", String(port), "--workers", "1"],
      ...["--backend-store-uri", `sqlite:///${join(data, "runs.sqlite")}`],
      ...["--artifacts-destination", join(data, "artifacts")]
    ],
    env: {...process.env, HOME: data, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false"},
    stopSignal: "TERM"
  });
  const url = `http://${host}:${port}`;
  await untilReady(
    "MLflow",
    server,
    async () => {
      const {ok, status} = await fetch(`${url}/health`, {signal: AbortSignal.timeout(2_000)});
      if (!ok) throw new Error(`answered ${status}`);
    },
    180
  ); // half a minute alone, more on a machine that does other things
  return {
    url,
    async stop() {
      await server.stop();
      await rm(data, {recursive: true, force: true});
    }
  };
}
