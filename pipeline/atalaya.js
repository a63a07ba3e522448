#!/usr/bin/env node
// Until the command has handlers of its own: process 1 of a container has none, and would ignore signals.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129]
])
  process.once(signal, () => process.exit(code));

const {register} = await import("tsx/esm/api");
register();
const {main} = await import("./cli/main.ts");
await main(process.argv.slice(2));
