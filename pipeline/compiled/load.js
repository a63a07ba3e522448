import {join, relative} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {placeOf} from "./find-compiled.js";
import {mapStacks} from "./map-stacks.js";

/**
 * Returns the module of the source at *source*, an address: what it was compiled to in the folder *compiled*, or,
 * without one, what tsx makes of it, which has to be registered in each thread.
 */
export async function load(source, compiled) {
  if (compiled) mapStacks(compiled);
  else (await import("tsx/esm/api")).register();
  const url = compiled ? urlIn(compiled, source) : source;
  return import(url);
}

function urlIn(compiled, source) {
  const path = relative(placeOf().root, fileURLToPath(source)).replace(/\.ts$/, ".js");
  return pathToFileURL(join(compiled, path)).href;
}
