export {modelsPage} from "../../../src/core/published/models.js";
export type {LoadedModel} from "../../../src/core/published/models.js";
