export {thresholdPage} from "../../../src/core/published/threshold.js";
