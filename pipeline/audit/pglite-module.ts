import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {setFlagsFromString} from "node:v8";

/**
 * Once a function has run through so many bytes of its code, V8 compiles it a second time, for speed. By its own
 * measure that is at once: in a run of seconds, optimizing the parser of PostgreSQL takes longer than all its statements.
 */
const budget = {ofPostgres: 2_000_000_000, ofNode20: 1_800_000, ofLater: 13_000_000};

let compiled: WebAssembly.Module | undefined;

/** Returns PostgreSQL, compiled to WebAssembly and compiled again, which is done once in a thread. */
export function readPgliteModule(): WebAssembly.Module {
  return (compiled ??= compileOnce());
}

/** Compiles at once, so that nothing else of this thread is compiled with the budget of PostgreSQL. */
function compileOnce(): WebAssembly.Module {
  const bytes = readFileSync(join(findPglite(), "pglite.wasm"));
  const isNode20 = process.versions.node.startsWith("20.");
  setBudget(budget.ofPostgres);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setBudget(isNode20 ? budget.ofNode20 : budget.ofLater);
  }
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--wasm-tiering-budget=${bytes}`);
}

/** Returns the folder with what PGlite is made of. */
export function findPglite(): string {
  return dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite"));
}
