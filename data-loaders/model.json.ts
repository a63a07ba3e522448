import {streamPublished} from "../pipeline/stream-published.js";

// The Isolation Forest of the latest run, as it was trained.
await streamPublished("model.json");
