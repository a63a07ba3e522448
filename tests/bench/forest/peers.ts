import {spawn} from "node:child_process";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";
import type {Matrix} from "../../../src/core/forest/types.js";

/** The isolation forests of a Python: which it has, and what they take. */
export interface Peers {
  /** The version of each that is there, by name, and of Python. */
  present: {[name: string]: string};
  python: string;

  /** Why each of the others is not. */
  absent: {[name: string]: string};

  /** Has a peer fit a forest on the rows, or score them all; returns the seconds. */
  time(peer: string, task: "fit" | "score"): Promise<number>;

  close(): void;
}

const script = fileURLToPath(new URL("./peers.py", import.meta.url));

/** Starts *python* on the rows of *matrix*, which are in *file*; undefined if there is no such program. */
export async function maybePeers(
  python: string,
  file: string,
  {rows, columns}: Matrix,
  threads: number
): Promise<Peers | undefined> {
  const child = spawn(python, [script, file, ...[rows, columns, threads].map(String)], {
    stdio: ["pipe", "pipe", "inherit"]
  });
  const started = await new Promise<boolean>((resolve) => {
    child.once("spawn", () => resolve(true));
    child.once("error", () => resolve(false));
  });
  if (!started) return undefined;
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T> => {
    const {value, done} = await lines.next();
    if (done) throw new Error(`${python} ended early`);
    return JSON.parse(value) as T;
  };
  const offered = await read<Pick<Peers, "present" | "absent" | "python">>();
  return {
    ...offered,
    async time(peer, task) {
      child.stdin.write(`${JSON.stringify({peer, task})}\n`);
      const {seconds, error} = await read<{seconds: number; error?: string}>();
      if (error) throw new Error(`${peer}: ${error}`);
      return seconds;
    },
    close: () => child.stdin.end()
  };
}
