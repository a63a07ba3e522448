import {streamPublished} from "../pipeline/stream-published.js";

// The front page: what deserves a look, from the latest run.
await streamPublished("today.json");
