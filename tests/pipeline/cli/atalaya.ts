import {spawn} from "node:child_process";
import {fileURLToPath} from "node:url";

/** The command line, as a path. */
export const bin = fileURLToPath(new URL("../../../pipeline/atalaya.js", import.meta.url));

/**
 * How Node is started: without the second compiler of WebAssembly, which takes a quarter of the processor
 * time of a short run (3.7 s instead of 5.1 s) and repays it only in long ones. The bits are the same.
 */
export const nodeOptions: readonly string[] = ["--liftoff-only"];

/** What a command printed, and how it ended. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the real command line in a process of its own, in *cwd*, with none of this environment’s settings. */
export function atalaya(
  args: string[],
  {cwd, env = {}}: {cwd: string; env?: Record<string, string>}
): Promise<Outcome> {
  const child = spawn(process.execPath, [...nodeOptions, bin, ...args], {
    cwd,
    env: {PATH: process.env.PATH, ...env}
  });
  const outcome: Outcome = {code: null, stdout: "", stderr: ""};
  child.stdout.on("data", (chunk: Buffer) => (outcome.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (outcome.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({...outcome, code}));
  });
}
