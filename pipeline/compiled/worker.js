import {load} from "./load.js";

// What a thread begins with: loads the source at its first argument, compiled in the folder that is the second.

const [source, compiled] = process.argv.slice(2);
await load(source, compiled);
