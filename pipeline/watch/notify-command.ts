import {spawn} from "node:child_process";
import {atExit} from "../lease/endings.js";
import type {Channel, Delivery} from "./message.js";

/** For how long a command may run, in ms. */
const patience = 30_000;

/** Returns the channel that starts *command*, a program and its arguments, without a shell, with the message as JSON on standard input. It may run for 30 s. */
export function commandChannel(command: readonly string[], limit = patience): Channel {
  return {
    name: "command",
    send: (message) => start(command, `${JSON.stringify(message)}\n`, limit)
  };
}

function start([program, ...args]: readonly string[], input: string, limit: number) {
  const child = spawn(program, args, {stdio: ["pipe", 2, 2]}); // standard output is for results
  const stay = atExit(() => void child.kill("SIGKILL"));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limit);
  const ended = new Promise<Delivery>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ok: false, answer: `not started (${error.code})`})
    );
    child.once("exit", (code, signal) => {
      const answer = isLate
        ? `still running after ${limit / 1000} s`
        : (signal ?? `exit code ${code}`);
      resolve({ok: code === 0, answer});
    });
  });
  child.stdin?.on("error", () => {}); // a program need not read it
  child.stdin?.end(input);
  return ended.finally(() => {
    clearTimeout(timer);
    stay();
  });
}
