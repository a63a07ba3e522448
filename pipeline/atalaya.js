#!/usr/bin/env node
// Until the command has handlers of its own: process 1 of a container has none, and would ignore signals.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129]
])
  process.once(signal, () => process.exit(code));

// What was compiled before, if the sources are as they were; else they are compiled now, in a second, for all
// processes that follow; where that cannot be written, tsx compiles for this one alone.
const {findCompiled} = await import("./compiled/find-compiled.js");
const compiled = findCompiled() ?? (await (await import("./compiled/compile.js")).compile());
const {load} = await import("./compiled/load.js");
const {main} = await load(new URL("cli/main.ts", import.meta.url).href, compiled);
await main(process.argv.slice(2));
