export {eventRowSql, eventRows} from "../../src/core/published/event-rows.js";
