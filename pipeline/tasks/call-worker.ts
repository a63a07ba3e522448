import {parentPort} from "node:worker_threads";
import {importSource} from "../compiled/load.js";

/** What a thread is asked to call: the function *name* of the source at *calledModule*, an address. */
export interface CallMessage {
  calledModule: string;
  name: string;
  input: unknown;
}

parentPort!.on("message", async ({calledModule, name, input}: CallMessage) => {
  try {
    const exported = (await importSource(calledModule)) as Record<
      string,
      (input: unknown) => unknown
    >;
    parentPort!.postMessage({result: await exported[name](input)});
  } catch (error) {
    parentPort!.postMessage({error});
  }
});
