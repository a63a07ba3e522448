// Loaded before the program (`node --import`), in JavaScript since nothing can read anything else yet:
// counts what the main thread does to the world, and kills the process at the touch that
// ATALAYA_TEST_KILL_AT names, as `kind:number:before` or `kind:number:after`. The counts of a process
// that ends by itself go to the file ATALAYA_TEST_TOUCHES. No signal handler, no `finally`, no flush runs.
import fs from "node:fs";
import {syncBuiltinESMExports} from "node:module";
import net from "node:net";
import {isMainThread} from "node:worker_threads";

const {ATALAYA_TEST_KILL_AT: moment, ATALAYA_TEST_TOUCHES: report} = process.env;
const [kind, number, side] = (moment ?? "::").split(":");
const touches = {file: 0, page: 0, send: 0};
let isMade = false; // whether the embedded database is in its place: making it writes thousands of pages

function die() {
  process.kill(process.pid, "SIGKILL");
  process.reallyExit(137); // process 1 of a container does not die of its own signal
}

/** Counts a touch; returns whether to die, and dies here if it is before the touch. */
function count(which) {
  if (which === "page" && !isMade) return false;
  const isMoment = which === kind && touches[which] === Number(number);
  ++touches[which];
  if (isMoment && side === "before") die();
  return isMoment;
}

function watch(object, name, which) {
  const original = object[name];
  object[name] = function (...args) {
    const isMoment = count(which);
    const result = original.apply(this, args);
    isMade ||= name === "rename" && String(args[1]).endsWith("audit");
    if (!isMoment) return result;
    if (!(result instanceof Promise)) return die();
    return result.finally(die);
  };
}

if (isMainThread) {
  for (const name of ["copyFile", "link", "mkdir", "open", "rename", "rm", "symlink", "writeFile"])
    watch(fs.promises, name, "file");
  watch(fs, "writeSync", "page"); // the embedded database
  for (const name of ["_write", "_writev"]) watch(net.Socket.prototype, name, "send");
  syncBuiltinESMExports();
  if (report)
    process.once("exit", () => {
      fs.writeFileSync(report, JSON.stringify(touches));
    });
}
