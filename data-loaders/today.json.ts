import {streamPublished} from "../pipeline/site/stream-published.js";

// The front page: what deserves a look, from the latest run.
await streamPublished("today.json");
