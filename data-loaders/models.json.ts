import {streamPublished} from "../pipeline/site/stream-published.js";

// Both models on the same events, from the latest run.
await streamPublished("models.json");
