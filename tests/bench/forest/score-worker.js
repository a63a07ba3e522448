import {register} from "tsx/esm/api";

register(); // --import tsx does not reach a worker’s own file in Node 20
await import("./score-rows.ts");
