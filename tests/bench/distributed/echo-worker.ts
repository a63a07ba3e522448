import {readSettings} from "../../../pipeline/config/settings.js";
import {startWorkerProcess} from "../../../pipeline/engine/worker.js";

// A worker whose tasks return what they are given: what is left is the cost of the queue.

const silent = () => {};
const reporter = {begin: silent, progress: silent, end: silent, warn: silent};
await startWorkerProcess(readSettings(), reporter, {
  concurrency: 1,
  memoryLimit: null,
  runTask: async ({input}) => input
});
process.send!("joined");
process.on("disconnect", () => process.exit(0));
