import {streamPublished} from "../pipeline/site/stream-published.js";

// What any line would catch, on how many forests: see src/core/schema/threshold.ts.
await streamPublished("threshold.json");
