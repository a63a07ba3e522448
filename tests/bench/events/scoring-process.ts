import {spawn} from "node:child_process";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {root} from "../machine.js";

/** A scoring service in a process of its own. */
export interface ScoringProcess {
  /** Posts lines; sends them once more while it is asked to wait. Returns the response. */
  post(body: string, query: string): Promise<Response>;

  get<Body>(path: string): Promise<Body>;

  /** Returns the memory that it has now, in bytes. */
  memory(): number;

  /** Returns what it took so far. */
  measured(): {processor_seconds: number; memory_bytes: number[]; peak_memory_bytes: number};

  /** Ends it. */
  stop(): Promise<void>;
}

const sampleMillis = 1_000;
const maxSamples = 120;
const ticks = 100; // of a second in /proc

/** Starts `atalaya serve-model --events` on a model file. */
export async function startScoring({
  workspace,
  modelPath,
  lateness
}: {
  workspace: string;
  modelPath: string;
  lateness: number;
}): Promise<ScoringProcess> {
  const args = [join(root, "pipeline/atalaya.js"), "serve-model", "--model", modelPath, "--events", "--lateness", String(lateness), "--port", "0", "--max-rate", "0", "--workspace", workspace, "--json"]; // prettier-ignore
  const child = spawn(process.execPath, args, {stdio: ["ignore", "pipe", "ignore"]});
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const {address} = JSON.parse(line.toString("utf8")) as {address: string};
  const {pid} = child;
  const samples: number[] = [];
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024; // prettier-ignore
  const timer = setInterval(() => samples.push(memory()), sampleMillis);
  return {
    memory,
    async post(body, query) {
      for (;;) {
        const response = await fetch(`${address}/events${query}`, {method: "POST", headers: {"content-type": "text/plain"}, body}); // prettier-ignore
        if (response.status !== 429) return response;
        await response.text();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async get<Body>(path: string) {
      const response = await fetch(`${address}${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Body;
    },
    measured() {
      const every = Math.ceil(samples.length / maxSamples);
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
      return {
        processor_seconds: (Number(fields[11]) + Number(fields[12])) / ticks,
        memory_bytes: samples.filter((_, i) => i % every === 0),
        peak_memory_bytes: Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024 // prettier-ignore
      };
    },
    async stop() {
      clearInterval(timer);
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
  };
}
