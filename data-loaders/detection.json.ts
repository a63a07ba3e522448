import {streamPublished} from "../pipeline/site/stream-published.js";

// How many labelled attacks the incidents of hosts find, from the latest run.
await streamPublished("detection.json");
