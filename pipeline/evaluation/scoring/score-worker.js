import {register} from "tsx/esm/api";

register(); // a thread’s own file is not reached by what its parent registered, in Node 20
await import("./score-rows.ts");
