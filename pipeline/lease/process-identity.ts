import {readFileSync, readlinkSync} from "node:fs";
import {hostname} from "node:os";

/** What tells a process from every other, as far as its system says. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** The boot of the kernel; null if unknown. */
  boot: string | null;
  /** The namespace that the pid is counted in; null if unknown. */
  namespace: string | null;
  /** The start of the process, as its kernel counts; null if unknown. A pid is reused, this is not. */
  start: string | null;
}

/** Returns the identity of this process. */
export function thisProcess(): ProcessIdentity {
  const {pid} = process;
  const isOurs = attempt(() => readlinkSync("/proc/self")) === String(pid); // else it is of another namespace
  return {
    pid,
    host: hostname(),
    boot: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace: isOurs ? attempt(() => readlinkSync("/proc/self/ns/pid")) : null,
    start: isOurs ? (readState(pid)?.start ?? null) : null
  };
}

/**
 * Returns whether the process *identity* certainly exists no more. Of a process of another host, boot or
 * namespace of pids nothing is certain: a container counts its own, and each has a process 1.
 */
export function isGone(identity: ProcessIdentity): boolean {
  if (!isNear(identity, thisProcess())) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const now = readState(identity.pid);
  if (!now) return false;
  return now.isDead || (identity.start !== null && identity.start !== now.start);
}

/** Returns whether the pids of two processes are of one count. */
function isNear(a: ProcessIdentity, b: ProcessIdentity): boolean {
  if (process.platform === "linux" && (b.boot === null || b.namespace === null)) return false;
  return a.host === b.host && a.boot === b.boot && a.namespace === b.namespace;
}

/** Returns the state of process *pid*: whether it has ended, though its parent has not asked, and when it began, in ticks. */
function readState(pid: number): {isDead: boolean; start: string | undefined} | null {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // from field 3 on; the name before may hold spaces
  return {isDead: fields[0] === "Z" || fields[0] === "X", start: fields[19]};
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
