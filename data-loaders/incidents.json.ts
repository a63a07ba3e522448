import {streamPublished} from "../pipeline/site/stream-published.js";

// The incidents of the latest run, most severe first, what is exposed, and what the method cannot see.
await streamPublished("incidents.json");
