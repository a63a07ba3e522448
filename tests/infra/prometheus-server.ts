import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {accessSync, constants} from "node:fs";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {delimiter, join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";

/** Returns the path of the program *name*, or undefined if this machine lacks it. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why what needs *name*, of Prometheus, is not tested here; undefined if it can be. */
export function missing(name: string): string | undefined {
  return findProgram(name) ? undefined : `${name} not found: install Prometheus, e.g., \`apt-get install prometheus\``; // prettier-ignore
}

/** Runs promtool with *args*; returns its exit code, and what it printed. */
export function promtool(...args: string[]): {code: number | null; text: string} {
  const {status, stdout, stderr} = spawnSync(findProgram("promtool")!, args, {encoding: "utf8"});
  return {code: status, text: stdout + stderr};
}

/** A real Prometheus on the loopback. */
export interface Prometheus {
  /** Returns `data` of an answer of its API. */
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** Starts Prometheus with the *configuration* at a path and its data in *folder*. */
export async function startPrometheus(configuration: string, folder: string): Promise<Prometheus> {
  const port = await freePort();
  const child = spawn(
    findProgram("prometheus")!,
    [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error"
    ],
    {stdio: ["ignore", "ignore", "pipe"], env: {...process.env, GOMAXPROCS: "1"}}
  );
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; ; ++i) {
    if (child.exitCode !== null || i > 300) throw new Error(`no Prometheus: ${errors}`);
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (ready?.ok) break;
    await sleep(100);
  }
  return {
    async get<T>(path: string) {
      const {data} = (await (await fetch(`${url}/api/v1/${path}`)).json()) as {data: T};
      return data;
    },
    async close() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address() as AddressInfo;
  server.close();
  return port;
}
