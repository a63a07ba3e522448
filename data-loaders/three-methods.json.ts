import {streamPublished} from "../pipeline/site/stream-published.js";

// The data of the notebook that compares three methods, from the latest run.
await streamPublished("three-methods.json");
