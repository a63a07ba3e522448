export {metricsOf} from "../../src/core/published/metrics.js";
export type {MetricsRequest} from "../../src/core/published/metrics.js";
