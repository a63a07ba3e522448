export {groupAlerts, readAlerts, reasonsFor} from "../../src/core/published/incidents.js";
