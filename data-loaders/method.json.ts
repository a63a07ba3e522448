import {streamPublished} from "../pipeline/stream-published.js";

// The data of the notebook that explains the method, from the latest run.
await streamPublished("method.json");
