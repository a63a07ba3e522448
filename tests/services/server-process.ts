import {spawn, spawnSync} from "node:child_process";
import {mkdtemp} from "node:fs/promises";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";

/** What to run, and how it wants to be ended. */
export interface ServerCommand {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Another user to run as, if we are root. */
  user?: SystemUser;
  /** The signal that ends it in order. */
  stopSignal: "INT" | "TERM";
}

/** A user of this machine. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** A server that runs; it ends with this process, however that ends. */
export interface ServerProcess {
  /** Resolves with the exit code when it has ended. */
  readonly exited: Promise<number | null>;
  /** Returns the last of what it has printed. */
  output(): string;
  /** Ends it in order, and by force after ten seconds. */
  stop(): Promise<void>;
}

/**
 * Waits for the server and, in the background, for the end of standard input: that comes when this
 * process stops it, and also when this process is killed, so that no server is ever left behind.
 */
const guardian = `
exec 3<&0
signal=$1; shift
"$@" 3<&- &
server=$!
(while read -r line; do :; done <&3; kill "-$signal" $server) 2>/dev/null &
reader=$!
wait $server; code=$?
kill $reader 2>/dev/null
exit $code`;

/** Starts a server, and returns at once. */
export function startServer(server: ServerCommand): ServerProcess {
  const child = spawn(
    "/bin/sh",
    ["-c", guardian, "guardian", server.stopSignal, server.command, ...server.args],
    {env: server.env ?? process.env, ...server.user, cwd: tmpdir(), detached: true}
  );
  let text = "";
  const keep = (chunk: Buffer) => (text = (text + chunk.toString()).slice(-8_000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.stdin.on("error", () => undefined); // the server has gone first
  const exited = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", resolve);
  });
  return {
    exited,
    output: () => text,
    async stop() {
      child.stdin.end();
      const late = sleep(10_000, "late", {ref: false});
      if ((await Promise.race([exited, late])) !== "late") return;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await exited;
    }
  };
}

/** Calls *ready* until it returns; throws, with what the server printed, if that ends or takes over *seconds*, by default a minute. */
export async function untilReady(
  name: string,
  server: ServerProcess,
  ready: () => Promise<unknown>,
  seconds = 60
): Promise<void> {
  let ended: {code: number | null} | undefined;
  void server.exited.then((code) => (ended = {code}));
  let cause: unknown;
  for (const start = Date.now(); Date.now() - start < seconds * 1_000; await sleep(50)) {
    if (ended) throw new Error(`${name} ended with ${ended.code}: ${server.output()}`);
    try {
      await ready();
      return;
    } catch (error) {
      cause = error;
    }
  }
  await server.stop();
  throw new Error(`${name} not ready within ${seconds} s: ${server.output()}`, {cause});
}

/** Returns a port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const {port} = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Returns a new folder for a server in the temporary folder of this machine. */
export function serverFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `atalaya-${name}-`));
}

/** Returns the user *name* of this machine, if there is one. */
export function findUser(name: string): SystemUser | undefined {
  const [uid, gid] = ["-u", "-g"].map((option) => {
    const {status, stdout} = spawnSync("id", [option, name], {encoding: "utf8"});
    return status === 0 ? Number(stdout) : NaN;
  });
  return Number.isInteger(uid) && Number.isInteger(gid) ? {uid, gid} : undefined;
}
