// Renews leases from a thread of its own, since the main one may compute for longer than a lease lasts. In
// JavaScript: a thread that had to load a compiler first would cost more than what it does.
import {closeSync, openSync, writeSync} from "node:fs";
import {parentPort} from "node:worker_threads";

const timers = new Map();

parentPort.on("message", ({path, every}) => {
  clearInterval(timers.get(path));
  timers.delete(path);
  if (every > 0)
    timers.set(
      path,
      setInterval(() => renew(path), every)
    );
});

/** Writes what is there: the file system, and not this machine, says when. */
function renew(path) {
  try {
    const file = openSync(path, "r+"); // never makes one
    try {
      writeSync(file, "{", 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // The lease is lost, or the disk is: whoever holds it sees it before it writes.
  }
}
