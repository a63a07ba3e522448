import {streamPublished} from "../pipeline/site/stream-published.js";

// The strangest hosts, from the latest run.
await streamPublished("entities.json");
