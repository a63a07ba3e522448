// AssemblyScript: what reads like TypeScript here is compiled to WebAssembly by `npm run kernel`.
// Parameters named after things are their addresses. What lies there is told in ../layout.ts.

export {addLeaves} from "./add.js";
export {blend} from "./blend.js";
export {gaussians} from "./gaussian.js";
export {walkPlanes} from "./planes.js";
export {narrow, rank} from "./rank.js";
export {scores} from "./score.js";
export {walk} from "./walk.js";
