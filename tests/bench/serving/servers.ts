import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";

/** A server that is measured, a process of its own. */
export interface MeasuredServer {
  name: string;
  address: string;

  /** Whether it takes and returns binary tensors. */
  isBinary: boolean;

  /** Returns the seconds of processor time that it has used, and its resident megabytes; null where /proc is not. */
  usage(): {processorSeconds: number; megabytes: number} | null;
  stop(): Promise<void>;
}

const local = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Starts `atalaya serve-model` with the model file at *model*. */
export async function startAtalaya(model: string): Promise<MeasuredServer> {
  const port = await freePort();
  const args = [local("../../../pipeline/atalaya.js"), "serve-model", "--model", `flows=${model}`, "--port", String(port), "--max-rate", "0"]; // prettier-ignore
  return started("atalaya", process.execPath, args, {port, isBinary: true});
}

/** Starts scikit-learn’s forest behind FastAPI and uvicorn, by the interpreter at *python*, one process. */
export async function startFastApi(python: string, columns: number): Promise<MeasuredServer> {
  const port = await freePort();
  const args = [local("fastapi_peer.py"), String(port), String(columns)];
  return started("scikit-learn, FastAPI, uvicorn", python, args, {port, isBinary: false});
}

/** Starts scikit-learn’s forest behind KServe’s own server, by the interpreter at *python*, one process. */
export async function startKserve(python: string, columns: number): Promise<MeasuredServer> {
  const port = await freePort();
  const args = [local("kserve_peer.py"), String(port), String(columns)];
  return started("scikit-learn, KServe’s server", python, args, {port, isBinary: true});
}

async function started(
  name: string,
  program: string,
  args: string[],
  {port, isBinary}: {port: number; isBinary: boolean}
): Promise<MeasuredServer> {
  const child = spawn(program, args, {stdio: ["ignore", "ignore", "pipe"]});
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
  const address = `http://127.0.0.1:${port}`;
  await untilReady(child, `${address}/v2/health/ready`, () => errors);
  return {
    name,
    address,
    isBinary,
    usage: () => usageOf(child.pid!),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "close");
    }
  };
}

async function untilReady(child: ChildProcess, url: string, errors: () => string): Promise<void> {
  for (let i = 0; i < 600; ++i) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${errors()}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error(`not ready in a minute: ${errors()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Returns what Linux says of a process: user and system time in ticks of 10 ms, and resident pages of 4 KiB. */
function usageOf(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return {
      processorSeconds: ticks / 100,
      megabytes: Math.round((Number(fields[21]) * 4096) / 1e6)
    };
  } catch {
    return null;
  }
}
