export {scoreStep, todayPage} from "../../../src/core/published/today.js";
export type {Findings} from "../../../src/core/published/today.js";
