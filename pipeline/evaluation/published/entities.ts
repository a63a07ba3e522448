export {entitiesPage} from "../../../src/core/published/entities.js";
