import {streamPublished} from "../pipeline/site/stream-published.js";

// The most anomalous hosts, from the latest run.
await streamPublished("entities.json");
