import {existsSync} from "node:fs";
import {join, relative} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {placeOf} from "./find-compiled.js";
import {mapStacks} from "./map-stacks.js";

/** Names the folder that all of this thread is loaded from: this module, too, is there as a source and compiled. */
const name = Symbol.for("atalaya.compiled");

/**
 * Begins a thread with the source at *source*, an address, and returns its module: as it was compiled in the
 * folder *compiled*, or, without one, by tsx, which has to be registered in each thread.
 */
export async function load(source, compiled) {
  if (compiled) {
    globalThis[name] = compiled;
    mapStacks(compiled);
  } else await registerTsx();
  return importSource(source);
}

/** Returns the folder that this thread is loaded from; undefined if its sources are compiled as it goes. */
export function compiledFolder() {
  return globalThis[name];
}

/** Returns the module of the source at *source*, an address, compiled as all in this thread. */
export async function importSource(source) {
  const folder = compiledFolder();
  if (folder === undefined) return importUrl(source);
  const path = relative(placeOf().root, fileURLToPath(source)).replace(/\.ts$/, ".js");
  const compiled = join(folder, path);
  if (existsSync(compiled)) return importUrl(pathToFileURL(compiled).href);
  await registerTsx(); // of a test, say
  return importUrl(source);
}

function importUrl(url) {
  return import(/* @vite-ignore */ url);
}

async function registerTsx() {
  (await import("tsx/esm/api")).register();
}
