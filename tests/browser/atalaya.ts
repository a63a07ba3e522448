import {spawn, spawnSync} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {fileURLToPath} from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const bin = fileURLToPath(new URL("../../pipeline/atalaya.js", import.meta.url));

/** Whether this machine lets a process have a network of its own: root on Linux. */
export const canBeOffline = spawnSync("unshare", ["--net", "--", "true"]).status === 0;

/** Runs `atalaya` to its end and returns what it printed; rejects with its errors if it fails. */
export function atalaya(args: string[]): Promise<string> {
  return runToEnd(process.execPath, [bin, ...args]);
}

/** Does as `atalaya` does in a network namespace of its own, which reaches nothing, not even this machine. */
export function atalayaOffline(args: string[]): Promise<string> {
  return runToEnd("unshare", ["--net", "--", process.execPath, bin, ...args]);
}

function runToEnd(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {cwd: root, env: childEnv()});
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(errors + output);
      else
        reject(new Error(`${command} ${args.join(" ")} exited with ${code}\n${errors}${output}`));
    });
  });
}

/** A server under test. */
export interface Server {
  /** Its address, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

/** Serves the built site in *folder* with `atalaya serve` on a free port. */
export function serveSite(folder: string): Promise<Server> {
  const args = [bin, "serve", "--out", folder, "--port", "0"];
  const child = spawn(process.execPath, args, {cwd: root, env: childEnv()});
  return new Promise((resolve, reject) => {
    let printed = "";
    const look = (chunk: Buffer) => {
      printed += chunk;
      const url = /http:\/\/[\w.:[\]-]+/.exec(printed)?.[0];
      if (url) resolve({url, stop: () => stop(child)});
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`atalaya serve exited with ${code}\n${printed}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on("close", () => resolve());
    child.kill("SIGINT");
  });
}

// The time zone that is set for the tests must not decide what the pipeline makes.
function childEnv(): NodeJS.ProcessEnv {
  return {...process.env, NO_COLOR: "1"};
}
