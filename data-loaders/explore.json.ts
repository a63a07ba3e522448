import {streamPublished} from "../pipeline/site/stream-published.js";

// The first view of Explore, from the latest run.
await streamPublished("explore.json");
