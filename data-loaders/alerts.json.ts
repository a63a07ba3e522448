import {streamPublished} from "../pipeline/site/stream-published.js";

// The events that the front page leads to, whole, so that a page need not wait for a database.
await streamPublished("alerts.json");
