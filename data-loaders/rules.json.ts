import {streamPublished} from "../pipeline/site/stream-published.js";

// What rules find beside what models find, from the latest run.
await streamPublished("rules.json");
