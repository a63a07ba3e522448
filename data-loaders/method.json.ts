import {streamPublished} from "../pipeline/site/stream-published.js";

// The data of the notebook that explains the method, from the latest run.
await streamPublished("method.json");
