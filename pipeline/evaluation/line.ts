export {lineFor} from "../../src/core/published/line.js";
