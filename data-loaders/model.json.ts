import {streamPublished} from "../pipeline/site/stream-published.js";

// The Isolation Forest of the latest run, as it was trained.
await streamPublished("model.json");
