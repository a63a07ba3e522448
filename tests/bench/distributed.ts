import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {isDeepStrictEqual, parseArgs} from "node:util";
import {servedPlaces} from "../faults/places.js";
import {readDigests} from "../faults/published.js";
import type {Digests} from "../faults/published.js";
import {startTestWorker} from "../faults/workers.js";
import {bin, nodeOptions} from "../pipeline/cli/atalaya.js";
import {measureTinyTasks} from "./distributed/tiny-tasks.js";
import {codeVersion, machine} from "./machine.js";
import {measureProcess, round} from "./pipeline/measure-process.js";

// Prints what distributed runs cost, on a MinIO and a PostgreSQL of this machine: tasks that do nothing, by the second; then
// the same feed in one process, by one worker and by two, each in a fresh place, and whether all came to the same digests.
// With --flows 0, only the first; with --tiny 0, only the second.

const {values: options} = parseArgs({
  options: {
    tiny: {type: "string", default: "1000,10000"},
    flows: {type: "string", default: "200000"},
    days: {type: "string", default: "8"},
    seed: {type: "string", default: "4"},
    workers: {type: "string", default: "1,2"},
    concurrency: {type: "string", default: "1"},
    "memory-limit": {type: "string", default: "1500"},
    threads: {type: "string", default: "1"},
    full: {type: "boolean", default: false}
  }
});
const numbers = (text: string) =>
  text
    .split(",")
    .map(Number)
    .filter((n) => n > 0);
const feed = ["--flows", options.flows, "--days", options.days, "--seed", options.seed];
const request = ["run", "--json", ...(options.full ? [] : ["--fast"]), ...feed];
const places = await servedPlaces();
try {
  const tiny = await tinyTasks(numbers(options.tiny));
  const runs = Number(options.flows) > 0 ? await comparedRuns() : null;
  print({machine: machine(), code: codeVersion(), options, tiny, ...(runs && {runs})});
} finally {
  await places.stop();
}

async function tinyTasks(counts: number[]) {
  if (counts.length === 0) return null;
  const place = await places.fresh();
  const script = fileURLToPath(new URL("distributed/echo-worker.ts", import.meta.url));
  const start = () => spawn(process.execPath, ["--import", "tsx", script], {stdio: ["ignore", "inherit", "inherit", "ipc"], env: {...process.env, ...place.env}}); // prettier-ignore
  const workers = [start(), start()];
  await Promise.all(workers.map(joined));
  const measured = await measureTinyTasks(place.settings(), counts);
  for (const worker of workers) worker.kill("SIGKILL");
  const [first, last] = [measured[0], measured.at(-1)!];
  return {
    workers: 2,
    measured,
    times_longer: round(last.seconds / first.seconds),
    times_more: last.tasks / first.tasks
  };
}

async function joined(child: ChildProcess): Promise<void> {
  await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("close", (code) => reject(new Error(`a worker ended: ${code}`)));
  });
}

async function comparedRuns() {
  const alone = await places.fresh();
  const args = [...request, "--threads", options.threads];
  const {measured} = await measureProcess(process.execPath, [...nodeOptions, bin, ...args], {...process.env, ...alone.env}); // prettier-ignore
  const digests = await readDigests(alone);
  const distributed = [];
  for (const count of numbers(options.workers))
    distributed.push(await measureWorkers(count, digests));
  const [one, two] = distributed;
  return {
    alone: measured,
    distributed,
    ...(two && {speedup: round(one.seconds / two.seconds)}),
    ...(one && {
      overhead_seconds_share: round(one.seconds / measured.seconds - 1),
      overhead_processor_share: round(one.processor_seconds / measured.processor_seconds! - 1)
    })
  };
}

async function measureWorkers(count: number, expected: Digests) {
  const place = await places.fresh();
  const args = ["--concurrency", options.concurrency, "--threads", options.threads];
  args.push("--memory-limit", options["memory-limit"]);
  const workers = Array.from({length: count}, () => startTestWorker(place.neighbour(), {args}));
  await Promise.all(workers.map((worker) => worker.joined));
  const before = workers.map(({pid}) => processorOf(pid));
  const submit = [...nodeOptions, bin, ...request, "--distributed"];
  const {measured} = await measureProcess(process.execPath, submit, {...process.env, ...place.env});
  const figures = workers.map(({pid}, i) => ({
    processor_seconds: round(processorOf(pid) - before[i]),
    peak_memory_bytes: peakOf(pid)
  }));
  const found = await readDigests(place);
  for (const worker of workers) worker.kill("SIGKILL");
  return {
    workers: count,
    seconds: measured.seconds,
    processor_seconds: round(figures.reduce((sum, one) => sum + one.processor_seconds, 0)),
    submitter_processor_seconds: measured.processor_seconds,
    by_worker: figures,
    same_digests: isDeepStrictEqual(found, expected)
  };
}

/** Returns the processor time of the process *pid* so far, in seconds. */
function processorOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]);
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
