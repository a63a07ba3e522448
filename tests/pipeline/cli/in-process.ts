import {main} from "../../../pipeline/cli/main.js";
import type {Outcome} from "./atalaya.js";

let last: Promise<unknown> = Promise.resolve();

/**
 * Does as `atalaya(args, options)` does, in this process: for tests of what a command prints and makes. Calls wait for
 * those before. What must be a process of its own (signals, several at once, standard input) is started by `atalaya`.
 */
export function atalayaInProcess(args: string[], options: CallOptions): Promise<Outcome> {
  const mine = last.then(() => call(args, options));
  last = mine.catch(() => undefined);
  return mine;
}

interface CallOptions {
  cwd: string;
  env?: Record<string, string>;
}

async function call(args: string[], {cwd, env = {}}: CallOptions): Promise<Outcome> {
  const outcome: Outcome = {code: null, stdout: "", stderr: ""};
  const restore = [
    replaceWrite(process.stdout, (text) => (outcome.stdout += text)),
    replaceWrite(process.stderr, (text) => (outcome.stderr += text)),
    replaceEnvironment({PATH: process.env.PATH!, ...env}),
    changeFolder(cwd),
    keepListeners()
  ];
  const before = process.exitCode;
  try {
    await main(args);
    outcome.code = Number(process.exitCode);
    return outcome;
  } finally {
    process.exitCode = before;
    for (const undo of restore) undo();
  }
}

type Undo = () => void;

function replaceWrite(stream: NodeJS.WriteStream, onText: (text: string) => void): Undo {
  const {write} = stream;
  stream.write = (chunk: string | Uint8Array) => {
    onText(Buffer.from(chunk as Uint8Array).toString());
    return true;
  };
  return () => void (stream.write = write);
}

function replaceEnvironment(env: Record<string, string>): Undo {
  const before = process.env;
  process.env = env;
  return () => void (process.env = before);
}

function changeFolder(folder: string): Undo {
  const before = process.cwd();
  process.chdir(folder);
  return () => process.chdir(before);
}

/** Removes, when it is called back, the listeners that a command adds for the rest of its process. */
function keepListeners(): Undo {
  const emitters: [NodeJS.EventEmitter, string][] = [
    ...["SIGINT", "SIGTERM", "SIGHUP"].map((name): [NodeJS.EventEmitter, string] => [
      process,
      name
    ]),
    [process.stdout, "error"]
  ];
  const before = emitters.map(([emitter, name]) => emitter.listeners(name));
  return () => {
    for (const [i, [emitter, name]] of emitters.entries())
      for (const listener of emitter.listeners(name))
        if (!before[i].includes(listener)) emitter.removeListener(name, listener as () => void);
  };
}
