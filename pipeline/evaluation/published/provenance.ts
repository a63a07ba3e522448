export {provenanceOf} from "../../../src/core/published/provenance.js";
export type {Chain} from "../../../src/core/published/provenance.js";
