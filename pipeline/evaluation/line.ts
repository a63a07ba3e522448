export {lineFor} from "../../src/core/published/threshold-for-budget.js";
