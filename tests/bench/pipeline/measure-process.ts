import {spawn} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";

/** What a process took. Null where the system has no /proc. */
export interface Measured {
  seconds: number;

  /** Processor time of all threads, and of children that have ended; up to a twentieth of a second before the end. */
  processor_seconds: number | null;

  /** Processor time by time: how many cores were busy on average. */
  cores_busy: number | null;

  /** Bytes that passed through reads and writes of the system, whether or not a disk saw them; those of mapped files are not counted. */
  bytes_read: number | null;
  bytes_written: number | null;

  /** The most memory that the process, without its children, had at a time. */
  peak_memory_bytes: number | null;
}

/** Milliseconds between two looks. */
const every = 50;

/** Ticks of a second in /proc, on every Linux that there is. */
const ticks = 100;

/** Runs *command* with *args*, and returns what it printed and what it took. Throws if it fails. */
export async function measureProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env
): Promise<{output: string; measured: Measured}> {
  const startedAt = performance.now();
  const child = spawn(command, args, {stdio: ["ignore", "pipe", "inherit"], env});
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  // What the kernel counts only grows, but is gone with the process: ask while it lives.
  let last: Counts = {};
  const timer = setInterval(() => (last = {...last, ...countsOf(child.pid)}), every);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 2).join(" ")} exited with ${code}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const {processor = null, read = null, written = null, peak = null} = last;
  return {
    output,
    measured: {
      seconds: round(seconds),
      processor_seconds: processor,
      cores_busy: processor === null ? null : round(processor / seconds),
      bytes_read: read,
      bytes_written: written,
      peak_memory_bytes: peak
    }
  };
}

/** Returns *value* to thousandths. */
export function round(value: number): number {
  return Number(value.toFixed(3));
}

interface Counts {
  processor?: number;
  read?: number;
  written?: number;
  peak?: number;
}

function countsOf(pid: number | undefined): Counts {
  if (!existsSync(`/proc/${pid}/stat`)) return {};
  try {
    const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8");
    const stat = read("stat");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from the third: a name may have spaces
    const used = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const peak = numberIn(/^VmHWM:\s+(\d+) kB$/m, read("status"));
    const io = read("io");
    return {
      processor: used / ticks,
      read: numberIn(/^rchar: (\d+)$/m, io),
      written: numberIn(/^wchar: (\d+)$/m, io),
      ...(peak !== undefined && {peak: 1024 * peak})
    };
  } catch {
    return {}; // it ended meanwhile
  }
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
