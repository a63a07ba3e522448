import {isMainThread} from "node:worker_threads";

// Loaded before a program that builds or previews the site, and before all that it starts: ends the process
// once the one that started it is gone, however that ended. The address of this file names the builder:
// whose parent died before this line ran has another parent already.

const builder = Number(new URL(import.meta.url).searchParams.get("builder"));
const parent = process.ppid;

/** Exit code of a process that was ended by SIGTERM, as of a shell. */
const ended = 143;

if (isMainThread) {
  if (!isAlive(builder)) process.exit(ended);
  setInterval(() => {
    if (process.ppid !== parent) process.exit(ended);
  }, 250).unref();
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
