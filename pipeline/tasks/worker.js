import {parentPort} from "node:worker_threads";
import {register} from "tsx/esm/api";

register(); // a thread’s own file is not reached by what its parent registered, in Node 20

parentPort.on("message", async ({calledModule, name, input}) => {
  try {
    const result = await (await import(calledModule))[name](input);
    parentPort.postMessage({result});
  } catch (error) {
    parentPort.postMessage({error});
  }
});
