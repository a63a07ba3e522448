import {latestPairs} from "../pipeline/run/materialise.js";
import {writeJson} from "../pipeline/site/stream-published.js";

// The run that is shown against earlier ones, event by event: see src/core/schema/run-pairs.ts.
await writeJson(() => latestPairs());
