export {alertsPage} from "../../../src/core/published/alerts.js";
