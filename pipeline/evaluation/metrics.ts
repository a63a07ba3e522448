export {metricsOf} from "../../src/core/published/measure.js";
export type {MetricsRequest} from "../../src/core/published/measure.js";
