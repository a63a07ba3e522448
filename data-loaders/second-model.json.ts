import {streamPublished} from "../pipeline/site/stream-published.js";

// The library’s forest of the latest run, as it was trained: its scores stand beside those of the first.
await streamPublished("second-model.json");
