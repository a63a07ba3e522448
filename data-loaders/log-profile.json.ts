import {streamPublished} from "../pipeline/site/stream-published.js";

// The data of the notebook that explores the log, from the latest run.
await streamPublished("log-profile.json");
