import {spawn} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {phases} from "../../src/core/schema/artifacts.js";
import {codeVersion, machine, root} from "./machine.js";

/** What `atalaya run --json` prints, as far as the bench reads it. */
interface RunResult {
  raw: {accepted: number};
  seconds: {[phase: string]: number};
}

const {values} = parseArgs({
  options: {
    flows: {type: "string", default: "1000000"},
    threads: {type: "string"}
  }
});

// One fresh workspace, one process: the numbers of a first run, with nothing reused.
const folder = await mkdtemp(join(tmpdir(), "atalaya-bench-"));
try {
  const {result, seconds, peakMemoryBytes} = await measureRun(folder);
  process.stdout.write(`${JSON.stringify(report(result, seconds, peakMemoryBytes), null, 2)}\n`);
} finally {
  await rm(folder, {recursive: true, force: true});
}

function report(result: RunResult, seconds: number, peakMemoryBytes: number | null) {
  const flows = result.raw.accepted;
  const perPhase = phases.map((phase) => {
    const spent = result.seconds[phase];
    return [phase, {seconds: spent, events_per_second: Math.round(flows / spent)}];
  });
  return {
    machine: machine(),
    code_version: codeVersion(),
    flows,
    phases: Object.fromEntries(perPhase) as unknown,
    total_seconds: Number(seconds.toFixed(3)),
    peak_memory_bytes: peakMemoryBytes
  };
}

async function measureRun(workspace: string) {
  const bin = join(root, "pipeline/atalaya.js");
  const threads = values.threads ? ["--threads", values.threads] : [];
  const args = [
    bin,
    "run",
    "--flows",
    values.flows,
    "--workspace",
    workspace,
    "--json",
    ...threads
  ];
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {stdio: ["ignore", "pipe", "inherit"]});
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  // The kernel’s high-water mark only grows, but is gone with the process: ask while it lives.
  let peakMemoryBytes: number | null = null;
  const timer = setInterval(() => {
    peakMemoryBytes = highWaterMark(child.pid) ?? peakMemoryBytes;
  }, 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`atalaya run exited with ${code}`);
  const seconds = (performance.now() - startedAt) / 1000;
  return {result: JSON.parse(output) as RunResult, seconds, peakMemoryBytes};
}

/** Returns the most memory that process *pid* has had, in bytes; undefined where there is no /proc. */
function highWaterMark(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined; // it ended between the two lines
  }
}
