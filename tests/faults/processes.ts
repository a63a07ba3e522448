import {spawn} from "node:child_process";
import {readFile} from "node:fs/promises";
import {join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import {bin, nodeOptions} from "../pipeline/cli/atalaya.js";
import type {Outcome} from "../pipeline/cli/atalaya.js";
import {inContainer, signalInside} from "./namespaces.js";
import type {Container} from "./namespaces.js";
import type {Place} from "./places.js";

/** What a process touches: a file, a page of the embedded database, a connection. */
export type Touch = "file" | "page" | "send";

/** When to kill a process. */
export type Moment =
  | {kind: "time"; share: number}
  /** After the line that begins with *line*, by so many milliseconds. */
  | {kind: "line"; line: string; delay: number}
  /** Just before or after its so many’th touch. */
  | {kind: "touch"; touch: Touch; number: number; side: "before" | "after"};

/** How a process ended, and how. */
export interface Ending extends Outcome {
  seconds: number;
  signal: NodeJS.Signals | null;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const preload = fileURLToPath(new URL("kill-at.js", import.meta.url));

/** How to start a process, and when to kill it. */
export interface StartOptions {
  /** When to kill it with SIGKILL; never, if absent. */
  moment?: Moment;

  /** How long an undisturbed one takes, in seconds: for moments of time. */
  undisturbed?: number;

  /** The folder of its code; defaults to that of the tests. */
  code?: string;

  /** Where the process leaves the number of its touches. */
  touches?: string;

  /** Where it runs; defaults to this machine. */
  container?: Container;

  /** The signal that the moment sends; defaults to SIGKILL. */
  signal?: "SIGKILL" | "SIGTERM";

  /** What else the environment says. */
  env?: Record<string, string>;

  /** Ends it with SIGTERM when it is aborted. */
  until?: AbortSignal;

  /** Called with each piece of standard error. */
  onProgress?: (text: string) => void;
}

/** Runs `atalaya` with *args* in *place*, in a process of its own; returns how it ended. */
export function atalayaAt(
  place: Place,
  args: string[],
  options: StartOptions = {}
): Promise<Ending> {
  const path = options.code ? join(options.code, relative(root, bin)) : bin;
  return start(
    process.execPath,
    [...nodeOptions, "--import", preload, path, ...args],
    place,
    options
  );
}

/** Runs the data loader *name* in *place* as Framework does: with tsx, in the root of the package. */
export function loaderAt(place: Place, name: string, options: StartOptions = {}): Promise<Ending> {
  const tsx = join(root, "node_modules", ".bin", "tsx");
  return start(tsx, [join("data-loaders", name)], place, options);
}

/** Returns how often an undisturbed process has touched what, from the file at *path*. */
export async function readTouches(path: string): Promise<Record<Touch, number>> {
  return JSON.parse(await readFile(path, "utf8")) as Record<Touch, number>;
}

async function start(
  command: string,
  args: string[],
  {env}: Place,
  options: StartOptions
): Promise<Ending> {
  const {moment, undisturbed = 0, touches, env: more, until, onProgress} = options;
  const {code: folder = root, container, signal: sent = "SIGKILL"} = options;
  const begun = performance.now();
  const [program, ...words] = container
    ? inContainer(container, [command, ...args])
    : [command, ...args];
  const child = spawn(program, words, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS, // Framework asks a network for versions
      ...env,
      ...more,
      ...(touches && {ATALAYA_TEST_TOUCHES: touches}),
      ...(moment?.kind === "touch" && {
        ATALAYA_TEST_KILL_AT: `${moment.touch}:${moment.number}:${moment.side}`
      })
    }
  });
  const output: Buffer[] = [];
  let stderr = "";
  const kill = () =>
    container && sent === "SIGTERM" && child.pid
      ? signalInside(child.pid, sent)
      : void child.kill(sent);
  until?.addEventListener("abort", () => child.kill("SIGTERM"));
  const timers: NodeJS.Timeout[] = [];
  if (moment?.kind === "time") timers.push(setTimeout(kill, moment.share * undisturbed * 1000));
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    onProgress?.(chunk.toString());
    if (moment?.kind === "line" && timers.length === 0 && hasLine(stderr, moment.line))
      timers.push(setTimeout(kill, moment.delay));
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
    (resolve, reject) => {
      child.once("error", reject);
      child.once("close", (...ending) => resolve(ending));
    }
  );
  for (const timer of timers) clearTimeout(timer);
  const seconds = (performance.now() - begun) / 1000;
  return {code, signal, seconds, stdout: Buffer.concat(output).toString("latin1"), stderr};
}

function hasLine(text: string, start: string): boolean {
  return `\n${text}`.includes(`\n${start}`);
}
