import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";

const flags = ["--uts", "--pid", "--mount", "--fork", "--mount-proc", "--kill-child"];

/** Returns why no process can be started in namespaces of its own; undefined if one can. */
export function missingNamespaces(): string | undefined {
  if (process.platform !== "linux") return "namespaces: Linux has them";
  const {status, error} = spawnSync("unshare", [...flags, "hostname", "atalaya-test"]);
  if (error) return "namespaces: there is no unshare";
  return status === 0 ? undefined : "namespaces: only root makes them";
}

/** The surroundings of a process, like those of a container. */
export interface Container {
  /** Its host name. */
  host: string;

  /** The folder that it cannot write. */
  readOnly?: string;

  /** The user whom it runs as; defaults to this one. */
  user?: number;
}

/** Returns the command that runs *command* in *container* as process 1 of namespaces of its own. */
export function inContainer(
  {host, readOnly, user}: Container,
  command: readonly string[]
): [string, ...string[]] {
  const mount = 'if [ -n "$2" ]; then mount --bind "$2" "$2"; mount -o remount,ro,bind "$2"; fi';
  const script = `hostname "$1"; ${mount}; shift 2; exec "$@"`;
  const as =
    user === undefined ? [] : ["setpriv", "--clear-groups", `--regid=${user}`, `--reuid=${user}`];
  return ["unshare", ...flags, "sh", "-c", script, "sh", host, readOnly ?? "", ...as, ...command];
}

/** Sends *signal* to process 1 of the container that the process *pid* has started. */
export function signalInside(pid: number, signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  if (children) process.kill(Number(children.split(" ")[0]), signal);
}
