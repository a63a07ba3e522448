import {streamPublished} from "../pipeline/stream-published.js";

// The first view of Explore, from the latest run.
await streamPublished("explore.json");
