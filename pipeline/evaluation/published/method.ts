export {methodPage} from "../../../src/core/published/method.js";
